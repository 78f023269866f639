import { toWebhook } from "../../engine/webhook-record.js";
import { campaignOfPath } from "../campaign-of-path.js";
import type { ApiHandler } from "../route.js";

/** GET /v1/campaign/{id}/webhooks: all of them, newest first. */
export const listWebhooks: ApiHandler = ({ account, id }) => {
  const campaign = campaignOfPath(account, id);
  const webhooks = [...account.webhooks.values()].filter(({ campaignId }) => campaignId === campaign.id).reverse();
  return { webhooks: webhooks.map(toWebhook) };
};
