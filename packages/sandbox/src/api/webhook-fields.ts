import type { CampaignRecord } from "../engine/registration.js";
import { EVENT_TYPES, type SandboxEventType } from "../engine/webhook-record.js";
import { findTarget } from "../webhooks/target.js";
import { optionalStrings, type Fields } from "./fields.js";
import { badParameter } from "./api-error.js";

/** Checks a webhook's URL. A URL that the sandbox does not allow is reported as a bad parameter. */
export function checkWebhookUrl(url: string, allowRemote: boolean): string {
  const target = findTarget(url, allowRemote);
  if ("code" in target) throw badParameter(`"url": ${target.problem}`);
  return url;
}

/** Reads the event types. At least one is required. Returns `undefined` if the field is omitted. */
export function readEventTypes(fields: Fields): readonly SandboxEventType[] | undefined {
  const types = optionalStrings(fields, "eventTypes");
  if (types === undefined) return undefined;
  const known = types.filter((type): type is SandboxEventType => (EVENT_TYPES as readonly string[]).includes(type));
  if (types.length === 0 || known.length < types.length) {
    throw badParameter(`"eventTypes" must contain one or more of ${EVENT_TYPES.join(", ")}.`);
  }
  return [...new Set(known)];
}

/**
 * Reads the numbers whose events the webhook receives. An empty list means all numbers. Returns `undefined` if the field is
 * omitted.
 */
export function readWebhookNumbers(fields: Fields, campaign: CampaignRecord): readonly string[] | undefined {
  const numbers = optionalStrings(fields, "numbers");
  if (numbers?.some((number) => !campaign.numbers.includes(number))) {
    throw badParameter('"numbers" contains a number that does not belong to the campaign.');
  }
  return numbers;
}
