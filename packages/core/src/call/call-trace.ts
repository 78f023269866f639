import { tracingChannel } from "node:diagnostics_channel";
import type { Outcome, SendoErrorCode } from "../errors/error-codes.js";
import { isSendoError, type SendoError } from "../errors/errors.js";
import type { CallResult } from "./sendo-promise.js";

/**
 * What the tracing channel `sendo:call` of `node:diagnostics_channel` carries: one object for each call, from its start to its end.
 * No key, phone number, body or address is in it. A call whose input is rejected does not begin, and is not traced.
 */
export interface SendoCallTrace {
  /** Such as `POST /v1/message/send`; ids are replaced by `{id}`. */
  readonly operation: string;
  /** Of a send that carries one. */
  readonly reference?: string | undefined;
  /** Requests made. Like all fields below it is set before `asyncStart`. */
  attempts?: number;
  /** Milliseconds spent waiting for the limiter, for a connection and between attempts; absent if the call ended before that. */
  queuedMs?: number;
  /** Status of the last answer; absent where none came. */
  httpStatus?: number | undefined;
  /** Of a write; absent for a read. */
  outcome?: Outcome | undefined;
  /** Of the error, where there was one. */
  code?: SendoErrorCode;
  /** Why the call failed. */
  error?: SendoError;
}

const channels = tracingChannel<unknown, SendoCallTrace>("sendo:call");
const { start, end, asyncStart, asyncEnd, error } = channels;

/**
 * Runs a call inside the tracing channel, if anybody listens. Not by `tracePromise`: that publishes the result, and results contain
 * phone numbers.
 *
 * @param isWrite - Whether a success means that something was accepted.
 * @param run - Starts the call. It is given the trace, to set `queuedMs`.
 */
export function traceCall<T>(
  describe: () => Pick<SendoCallTrace, "operation" | "reference">,
  isWrite: boolean,
  run: (trace: SendoCallTrace | undefined) => Promise<CallResult<T>>,
): Promise<CallResult<T>> {
  if (![start, end, asyncStart, asyncEnd, error].some(({ hasSubscribers }) => hasSubscribers)) return run(undefined);
  const trace: SendoCallTrace = describe();
  const finish = (): void => {
    asyncStart.publish(trace);
    asyncEnd.publish(trace);
  };
  return start.runStores(trace, () => {
    const running = run(trace).then(
      (result) => {
        const { attempts, queuedMs, httpStatus } = result.info;
        Object.assign(trace, { attempts, queuedMs, httpStatus, ...(isWrite && { outcome: "accepted" }) });
        finish();
        return result;
      },
      (failure: unknown) => {
        if (isSendoError(failure)) {
          const { attempts, httpStatus, outcome, code } = failure;
          Object.assign(trace, { attempts, httpStatus, outcome, code, error: failure });
        }
        error.publish(trace);
        finish();
        throw failure;
      },
    );
    end.publish(trace);
    return running;
  });
}
