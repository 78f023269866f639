import type { CampaignRecord } from "../engine/registration.js";
import { EVENT_TYPES, type SandboxEventType } from "../engine/webhook-record.js";
import { findTarget } from "../webhooks/target.js";
import { optionalTexts, type Fields } from "./fields.js";
import { badParameter } from "./api-error.js";

/** A webhook's URL. The sandbox's own rule on targets is told as a bad parameter, with the way out. */
export function checkWebhookUrl(url: string, allowRemote: boolean): string {
  const target = findTarget(url, allowRemote);
  if ("code" in target) throw badParameter(`"url": ${target.problem}`);
  return url;
}

/** The event types, at least one; `undefined` where the field is left out. */
export function readEventTypes(fields: Fields): readonly SandboxEventType[] | undefined {
  const types = optionalTexts(fields, "eventTypes");
  if (types === undefined) return undefined;
  const known = types.filter((type): type is SandboxEventType => (EVENT_TYPES as readonly string[]).includes(type));
  if (types.length === 0 || known.length < types.length) {
    throw badParameter(`"eventTypes" must hold one or more of ${EVENT_TYPES.join(", ")}.`);
  }
  return [...new Set(known)];
}

/** The numbers to hear about; an empty list means all. `undefined` where the field is left out. */
export function readWebhookNumbers(fields: Fields, campaign: CampaignRecord): readonly string[] | undefined {
  const numbers = optionalTexts(fields, "numbers");
  if (numbers?.some((number) => !campaign.numbers.includes(number))) {
    throw badParameter('"numbers" holds one that is not on the campaign.');
  }
  return numbers;
}
