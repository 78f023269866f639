import { toCampaign } from "../../engine/registration.js";
import type { ApiHandler } from "../route.js";
import { campaignOfPath } from "../campaign-of-path.js";

/** GET /v1/campaign/{id} */
export const retrieveCampaign: ApiHandler = ({ account, id }) => ({
  campaign: toCampaign(campaignOfPath(account, id)),
});
