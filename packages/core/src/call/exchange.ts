import { afterPendingIo } from "../internal/clock.js";
import type { Transport, TransportAttempt, TransportRequest } from "../transport/transport.js";
import { attemptEnd, endAttempt, isDispatched } from "./attempt-end.js";
import type { CallContext } from "./call-context.js";
import type { Cancellation } from "./cancellation.js";
import type { AttemptEnd, FailureReason } from "./classify.js";

/** Sends one request and waits until a response arrives, the attempt times out, or the call is canceled. Never rejects. */
export function exchange(
  { clock, transport }: Pick<CallContext, "clock" | "transport">,
  request: TransportRequest,
  timeoutMs: number,
  cancellation: Cancellation,
): AttemptEnd | Promise<AttemptEnd> {
  const attempt = start(transport, request);
  return cancellation.step<AttemptEnd>(
    (settle) => {
      let isOver = false;
      const finish = (end: AttemptEnd): AttemptEnd => {
        isOver = true;
        timer.cancel();
        return end;
      };
      const stop = (reason: FailureReason): AttemptEnd => finish(endAttempt(attempt, reason));
      // An attempt that has ended must not be canceled, because its socket may already be serving another request.
      const expire = (): void => {
        if (!isOver) settle(stop("attempt_timeout"));
      };
      const dueMs = clock.now() + timeoutMs;
      const timer = clock.setTimer(() => {
        if (isDispatched(attempt)) afterPendingIo(clock, dueMs, expire);
        else expire();
      }, timeoutMs);
      // A custom transport's `result` might not be a promise.
      Promise.resolve(attempt.result).then(
        (result) => settle(finish(attemptEnd(result))),
        (cause: unknown) => settle(finish({ kind: "failure", reason: "connection", dispatched: true, cause })),
      );
      return stop;
    },
    () => isDispatched(attempt),
  );
}

function start(transport: Transport, request: TransportRequest): TransportAttempt {
  try {
    const attempt = transport.start(request);
    if (typeof attempt?.result === "object") return attempt;
    throw new TypeError("not an attempt");
  } catch (cause) {
    // If a transport throws or does not return a promise, the request may still have been sent.
    return { result: Promise.resolve({ failure: { dispatched: true, cause } }), cancel: () => true };
  }
}
