import { isE164 } from "../internal/e164.js";
import type { Account } from "../engine/account.js";
import type { Engine } from "../engine/engine.js";
import type { MessageRecord } from "../engine/message-record.js";
import { checkTextOptions, type TextOptions } from "./phone-options.js";
import { describeKnown } from "../errors/describe-known.js";
import { SandboxError } from "../errors/sandbox-error.js";

const MAX_BODY = 1600;

/** @internal Validates and stores a message from a phone. */
export function receiveText(
  account: Account,
  engine: Engine,
  from: string,
  body: string,
  options: TextOptions = {},
): MessageRecord {
  checkTextOptions(options);
  const { to, mediaUrls = [] } = options;
  if (typeof body !== "string" || body.length > MAX_BODY || (body === "" && mediaUrls.length === 0)) {
    throw new SandboxError(
      "option_invalid",
      `A text must be 1 to ${MAX_BODY} characters long. The body can be empty if the message has media.`,
    );
  }
  const number = to ?? usualNumber(account, from);
  const campaign = number === undefined ? undefined : account.campaignOfNumber(number);
  if (number === undefined || campaign === undefined) {
    const known = describeKnown(account.numbers().map((each) => each.number));
    throw new SandboxError(
      "unknown_number",
      `No campaign of this tenant has the number that the phone texted. ${known}`,
    );
  }
  return engine.receive(account, { campaign, from, to: number, body, mediaUrls: [...mediaUrls] });
}

/** @internal @throws A {@link SandboxError} with code `option_invalid`. */
export function checkPhoneNumber(number: string): string {
  if (isE164(number)) return number;
  throw new SandboxError("option_invalid", "A phone number must be in E.164 format, such as +12065550142.");
}

function usualNumber(account: Account, phone: string): string | undefined {
  const last = account.messages().findLast((record) => record.direction === "OUTBOUND" && record.to === phone);
  if (last !== undefined) return last.from;
  for (const campaign of account.campaigns.values()) {
    if (campaign.status === "ACTIVE" && campaign.numbers.length > 0) return campaign.numbers[0];
  }
  return undefined;
}
