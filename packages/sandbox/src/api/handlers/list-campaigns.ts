import { toCampaign } from "../../engine/registration.js";
import { page } from "../paging.js";
import type { ApiHandler } from "../route.js";

/** GET /v1/campaign/list: newest first, without drafts. */
export const listCampaigns: ApiHandler = ({ account, query }) => {
  const campaigns = [...account.campaigns.values()].filter(({ status }) => status !== "DRAFT").reverse();
  return { campaigns: page(campaigns, query).map(toCampaign) };
};
