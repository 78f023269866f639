import { tracingChannel } from "node:diagnostics_channel";
import type { Outcome, SendoErrorCode } from "../errors/error-codes.js";
import { isSendoError, type SendoError } from "../errors/errors.js";
import type { CallResult } from "./sendo-promise.js";

/**
 * Message on the `sendo:call` tracing channel of `node:diagnostics_channel`. All of a call's events have
 * the same message object. It contains no key, phone number, message body or address. A call whose input is
 * invalid does not start and is not traced.
 */
export interface SendoCallTrace {
  /** Operation, such as `POST /v1/message/send`. Ids are replaced by `{id}`. */
  readonly operation: string;
  /** The message's reference, if the call sends a message that has one. */
  readonly reference?: string | undefined;
  /** Number of requests made. Like all fields below, it is set before `asyncStart`. */
  attempts?: number;
  /**
   * Total waiting time in milliseconds: for the limiter, for a connection, and between attempts. Absent if the call
   * ended before it began to wait.
   */
  queuedMs?: number;
  /** Status of the last response. Absent if no response arrived. */
  httpStatus?: number | undefined;
  /** Outcome of a write. Absent for reads. */
  outcome?: Outcome | undefined;
  /** Error code, if the call failed. */
  code?: SendoErrorCode;
  /** Error, if the call failed. */
  error?: SendoError;
}

const channels = tracingChannel<unknown, SendoCallTrace>("sendo:call");
const { start, end, asyncStart, asyncEnd, error } = channels;

// `channels.hasSubscribers` does not exist in Node 20.
const hasSubscribers = (): boolean =>
  start.hasSubscribers ||
  end.hasSubscribers ||
  asyncStart.hasSubscribers ||
  asyncEnd.hasSubscribers ||
  error.hasSubscribers;

/**
 * Runs a call inside the tracing channel if the channel has a subscriber. `tracePromise` is not used, because it would
 * publish the result, which contains phone numbers.
 *
 * @param isWrite - Whether the call is a write. The outcome of a successful write is `accepted`.
 * @param run - Starts the call. The function receives the trace so that it can set `queuedMs`.
 */
export function traceCall<T>(
  describe: () => Pick<SendoCallTrace, "operation" | "reference">,
  isWrite: boolean,
  run: (trace: SendoCallTrace | undefined) => Promise<CallResult<T>>,
): Promise<CallResult<T>> {
  if (!hasSubscribers()) return run(undefined);
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
