import * as z from "zod/mini";
import { inputSchema, wholeNumberSchema } from "../api/fields.js";
import type { CallOptions } from "../call/call-options.js";
import { Cancellation, type CancellationReason } from "../call/cancellation.js";
import { createError } from "../errors/create-error.js";
import { isSendoError, type AnySendoError } from "../errors/errors.js";
import type { Clock } from "../internal/clock.js";
import { lazy } from "../internal/lazy.js";
import { ENDED, STATUS_RANK } from "../sms/status-rank.js";
import type { Message } from "../sms/message.js";

/** Options for `waitFor`. */
export interface WaitForOptions extends Omit<CallOptions, "deadlineMs"> {
  /**
   * The status to wait for. A later status also ends the wait. For example, `READ` ends a wait for `DELIVERED`. Some messages,
   * especially MMS, keep the status `SENT` even after delivery.
   *
   * @defaultValue `"DELIVERED"`
   */
  until?: "SENT" | "DELIVERED" | "READ" | undefined;
  /** Milliseconds between two reads, 100 or more. @defaultValue `1000` */
  pollEveryMs?: number | undefined;
  /** Maximum total wait time, in milliseconds (1 or more). @defaultValue `60_000` */
  deadlineMs?: number | undefined;
}

export const waitForSchema = lazy(() =>
  inputSchema({
    until: z._default(z.enum(["SENT", "DELIVERED", "READ"], "must be SENT, DELIVERED or READ"), "DELIVERED"),
    pollEveryMs: z._default(wholeNumberSchema(100), 1000),
    deadlineMs: z._default(wholeNumberSchema(1), 60_000),
  }),
);

/** Dependencies and options for {@link waitForStatus}. */
export interface WaitParts extends z.output<ReturnType<typeof waitForSchema>> {
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
  readonly read: (deadlineMs: number) => Promise<Message>;
}

/** Reads a message repeatedly until it reaches the status or a final status, or until the deadline passes. */
export async function waitForStatus({
  clock,
  signal,
  until,
  pollEveryMs,
  deadlineMs,
  read,
}: WaitParts): Promise<Message> {
  const endsAtMs = clock.now() + deadlineMs;
  const cancellation = new Cancellation({ clock, signal, deadlineMs });
  let cause: unknown;
  try {
    for (;;) {
      try {
        const message = await read(Math.max(1, Math.ceil(endsAtMs - clock.now())));
        if (hasCome(message.status, until)) return message;
        cause = undefined;
      } catch (error) {
        // Reads are safe to retry, so the loop continues.
        if (!isSendoError(error) || !error.retryable || cancellation.reason !== undefined) throw error;
        cause = error;
      }
      const reason = await cancellation.step<CancellationReason | undefined>((settle) => {
        const timer = clock.setTimer(() => settle(undefined), pollEveryMs);
        return (why) => {
          timer.cancel();
          return why;
        };
      });
      if (reason !== undefined) throw stopped(reason, reason === "aborted" ? signal?.reason : cause);
    }
  } finally {
    cancellation.dispose();
  }
}

function hasCome(status: string | undefined, until: string): boolean {
  if (status === undefined) return false;
  return ENDED.has(status) || (STATUS_RANK.get(status) ?? -1) >= STATUS_RANK.get(until)!;
}

function stopped(code: CancellationReason, cause: unknown): AnySendoError {
  return createError({ code, retryable: code === "deadline_exceeded", cause });
}
