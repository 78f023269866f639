import { iso } from "../../time/iso.js";
import { toWebhook, type WebhookRecord } from "../../engine/webhook-record.js";
import { campaignOfPath } from "../campaign-of-path.js";
import { optionalText, requiredText } from "../fields.js";
import { checkRoom } from "../check-room.js";
import { badParameter } from "../refusal.js";
import type { ApiHandler } from "../route.js";
import { checkWebhookUrl, readEventTypes, readWebhookNumbers } from "../webhook-fields.js";

/** POST /v1/campaign/{id}/webhooks: with a token of its own. */
export const createWebhook: ApiHandler = ({ account, id, fields }, { clock, allowRemoteWebhooks }) => {
  const campaign = campaignOfPath(account, id);
  checkRoom(account.webhooks, "webhooks");
  const eventTypes = readEventTypes(fields);
  if (eventTypes === undefined) throw badParameter('"eventTypes" is required.');
  const webhook: WebhookRecord = {
    id: account.ids.uuid(),
    createdAt: iso(clock.epochMs()),
    campaignId: campaign.id,
    signature: account.ids.alphanumeric(16),
    name: optionalText(fields, "name"),
    url: checkWebhookUrl(requiredText(fields, "url"), allowRemoteWebhooks),
    eventTypes,
    numbers: readWebhookNumbers(fields, campaign) ?? [],
  };
  account.webhooks.set(webhook.id, webhook);
  account.webhookChanged(webhook);
  return { success: true, webhook: toWebhook(webhook) };
};
