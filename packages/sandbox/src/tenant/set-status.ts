import type { ApiContext } from "../api/route.js";
import type { Account } from "../engine/account.js";
import { failureOf } from "../engine/failure-codes.js";
import { toMessage, type SandboxMessage } from "../engine/message-record.js";
import { STATUSES, type SandboxMessageStatus } from "../engine/message-status.js";
import { SandboxError } from "../errors/sandbox-error.js";

// Nothing goes back to where it began.
const BY_HAND: readonly SandboxMessageStatus[] = STATUSES.filter((status) => status !== "CREATED");
const USUAL_FAILURE = 1009; // the commonest, as the documents say

/** @internal Gives a message a status by hand. @throws A {@link SandboxError} `option_invalid`. */
export function setStatus(
  account: Account,
  context: ApiContext,
  id: string,
  status: SandboxMessageStatus,
  errorCode?: number,
): SandboxMessage {
  const record = account.message(id);
  if (record?.direction !== "OUTBOUND") throw invalid("No message that was sent has this id.");
  if (!BY_HAND.includes(status)) throw invalid(`A status is one of ${BY_HAND.join(", ")}.`);
  const isCode = errorCode === undefined || (Number.isInteger(errorCode) && errorCode >= 1000 && errorCode <= 9999);
  if (!isCode || (errorCode !== undefined && status !== "FAILED")) {
    throw invalid("An errorCode has four digits, and comes with the status FAILED only.");
  }
  const failure = status === "FAILED" ? failureOf(errorCode ?? USUAL_FAILURE) : undefined;
  context.engine.force(account, record, status, failure);
  return toMessage(record, context.assume.errorCode);
}

function invalid(text: string): SandboxError {
  return new SandboxError("option_invalid", text);
}
