import { toWebhook } from "../../engine/webhook-record.js";
import { optionalText } from "../fields.js";
import { Refusal } from "../refusal.js";
import type { ApiHandler } from "../route.js";
import { checkWebhookUrl, readEventTypes, readWebhookNumbers } from "../webhook-fields.js";

/** PATCH /v1/webhook/{id}: what is given is changed, the rest stays. */
export const updateWebhook: ApiHandler = ({ account, id, fields }, { allowRemoteWebhooks }) => {
  const webhook = account.webhooks.get(id);
  const campaign = webhook === undefined ? undefined : account.campaigns.get(webhook.campaignId);
  if (webhook === undefined || campaign === undefined) throw new Refusal(404, "No webhook has this id.");
  const url = optionalText(fields, "url");
  // All is read before anything is changed: a refused PATCH changes nothing.
  const changed = {
    name: optionalText(fields, "name") ?? webhook.name,
    url: url === undefined ? webhook.url : checkWebhookUrl(url, allowRemoteWebhooks),
    eventTypes: readEventTypes(fields) ?? webhook.eventTypes,
    numbers: readWebhookNumbers(fields, campaign) ?? webhook.numbers,
  };
  Object.assign(webhook, changed);
  account.webhookChanged(webhook);
  return { success: true, webhook: toWebhook(webhook) };
};
