import type { SendMessageRequest } from "../api/send-message.js";
import { isE164, isObject } from "../internal/is.js";
import { isSendable } from "./unsendable.js";

/**
 * Recognizes the most common kind of message: a valid text without media, metadata or additional fields. The schema would give
 * the same result, but it costs more CPU time in a process that has just started (docs/decisions/2026-11-29-plain-messages.md).
 *
 * @param input - Only its own fields are read.
 * @returns The fields in the order of the schema. `undefined` if the schema must decide.
 */
export function plainMessage(input: unknown): SendMessageRequest | undefined {
  if (!isObject(input)) return undefined;
  let campaign, to, body, from: unknown;
  for (const name of Object.keys(input)) {
    if (name === "to") to = input.to;
    else if (name === "body") body = input.body;
    else if (name === "campaign") campaign = input.campaign;
    else if (name === "from") from = input.from;
    else return undefined;
  }
  if (typeof campaign !== "string" || campaign.length < 1 || !isSendable(campaign)) return undefined;
  if (!isE164(to)) return undefined;
  if (typeof body !== "string" || body.length < 1 || body.length > 1500 || !isSendable(body)) return undefined;
  if (from === undefined) return { campaign, to, body };
  return isE164(from) ? { campaign, to, body, from } : undefined;
}
