import { createError } from "../errors/create-error.js";
import type { AnySendoError } from "../errors/errors.js";

/**
 * Why a text was not taken into an outbox: its store could not be asked, or its key belongs to another text. Both are
 * certain to have sent nothing.
 */
export function outboxError(
  code: "outbox_unavailable" | "idempotency_key_reused",
  { cause }: { cause?: unknown } = {},
): AnySendoError {
  return createError({ code, outcome: "not-sent", retryable: code === "outbox_unavailable", cause });
}
