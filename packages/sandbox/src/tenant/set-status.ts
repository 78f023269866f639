import type { ApiContext } from "../api/route.js";
import type { Account } from "../engine/account.js";
import { failureOf } from "../engine/failure-codes.js";
import { toMessage, type SandboxMessage } from "../engine/message-record.js";
import { STATUSES, type SandboxMessageStatus } from "../engine/message-status.js";
import { SandboxError } from "../errors/sandbox-error.js";

// A message never returns to its initial status.
const BY_HAND: readonly SandboxMessageStatus[] = STATUSES.filter((status) => status !== "CREATED");
const USUAL_FAILURE = 1009; // the most common code, according to the documentation

/** @internal Sets a message's status manually. @throws A {@link SandboxError} with code `option_invalid`. */
export function setStatus(
  account: Account,
  context: ApiContext,
  id: string,
  status: SandboxMessageStatus,
  errorCode?: number,
): SandboxMessage {
  const record = account.message(id);
  if (record?.direction !== "OUTBOUND") throw invalid("No outbound message has this id.");
  if (!BY_HAND.includes(status)) throw invalid(`The status must be one of ${BY_HAND.join(", ")}.`);
  const isCode = errorCode === undefined || (Number.isInteger(errorCode) && errorCode >= 1000 && errorCode <= 9999);
  if (!isCode || (errorCode !== undefined && status !== "FAILED")) {
    throw invalid("An errorCode must have four digits, and is allowed only with the status FAILED.");
  }
  const failure = status === "FAILED" ? failureOf(errorCode ?? USUAL_FAILURE) : undefined;
  context.engine.force(account, record, status, failure);
  return toMessage(record, context.assume.errorCode);
}

function invalid(message: string): SandboxError {
  return new SandboxError("option_invalid", message);
}
