import { toWebhook, type WebhookRecord } from "../../engine/webhook-record.js";
import { iso } from "../../time/iso.js";
import { checkCapacity } from "../check-capacity.js";
import { optionalString, requiredString } from "../fields.js";
import { badParameter, ApiError } from "../api-error.js";
import type { ApiHandler } from "../route.js";
import { checkWebhookUrl, readEventTypes, readWebhookNumbers } from "../webhook-fields.js";
import { campaignOfPath } from "./campaigns.js";

/** POST /v1/campaign/{id}/webhooks. Every webhook gets a new token. */
export const createWebhook: ApiHandler = ({ account, id, fields }, { clock, allowRemoteWebhooks }) => {
  const campaign = campaignOfPath(account, id);
  checkCapacity(account.webhooks, "webhooks per account");
  const eventTypes = readEventTypes(fields);
  if (eventTypes === undefined) throw badParameter('"eventTypes" is required.');
  const webhook: WebhookRecord = {
    id: account.ids.uuid(),
    createdAt: iso(clock.epochMs()),
    campaignId: campaign.id,
    signature: account.ids.alphanumeric(16),
    name: optionalString(fields, "name"),
    url: checkWebhookUrl(requiredString(fields, "url"), allowRemoteWebhooks),
    eventTypes,
    numbers: readWebhookNumbers(fields, campaign) ?? [],
  };
  account.webhooks.set(webhook.id, webhook);
  account.webhookChanged(webhook);
  return { success: true, webhook: toWebhook(webhook) };
};

/** GET /v1/campaign/{id}/webhooks. The newest webhook comes first. */
export const listWebhooks: ApiHandler = ({ account, id }) => {
  const campaign = campaignOfPath(account, id);
  const webhooks = [...account.webhooks.values()].filter(({ campaignId }) => campaignId === campaign.id).reverse();
  return { webhooks: webhooks.map(toWebhook) };
};

/** PATCH /v1/webhook/{id}. Omitted fields stay unchanged. */
export const updateWebhook: ApiHandler = ({ account, id, fields }, { allowRemoteWebhooks }) => {
  const webhook = account.webhooks.get(id);
  const campaign = webhook === undefined ? undefined : account.campaigns.get(webhook.campaignId);
  if (webhook === undefined || campaign === undefined) throw new ApiError(404, "No webhook has this id.");
  const url = optionalString(fields, "url");
  // Read all fields before the first change, so that a rejected PATCH changes nothing.
  const changed = {
    name: optionalString(fields, "name") ?? webhook.name,
    url: url === undefined ? webhook.url : checkWebhookUrl(url, allowRemoteWebhooks),
    eventTypes: readEventTypes(fields) ?? webhook.eventTypes,
    numbers: readWebhookNumbers(fields, campaign) ?? webhook.numbers,
  };
  Object.assign(webhook, changed);
  account.webhookChanged(webhook);
  return { success: true, webhook: toWebhook(webhook) };
};
