import { channel, type Channel } from "node:diagnostics_channel";
import type { Outcome, SendoErrorCode } from "../errors/error-codes.js";

/**
 * Data published on the `node:diagnostics_channel` channels. The data contains no key, phone number, message body or address.
 */
export interface SendoDiagnostics {
  /** `sendo:attempt`: a request has ended. */
  "sendo:attempt": {
    /** Operation, such as `POST /v1/message/send`. Ids are replaced by `{id}`. */
    readonly operation: string;
    /** Request number within the call, starting at 1. */
    readonly attempt: number;
    /** Request duration in milliseconds, excluding time spent waiting for a rate-limit slot. */
    readonly durationMs: number;
    /** Response status. Absent if no response arrived. */
    readonly httpStatus?: number;
    /** Outcome of a write. Absent for reads. */
    readonly outcome?: Outcome;
    /** Error code, if the request failed. */
    readonly code?: SendoErrorCode;
    /** The message's reference, if the call sends a message that has one. */
    readonly reference?: string;
  };
  /** `sendo:retry`: a call will make another request. */
  "sendo:retry": {
    /** Operation, as in `sendo:attempt`. */
    readonly operation: string;
    /** Number of the failed request, starting at 1. */
    readonly attempt: number;
    /** Milliseconds until the next request, excluding time spent waiting for a rate-limit slot. */
    readonly waitMs: number;
    /** Error code of the failed request. */
    readonly code: SendoErrorCode;
  };
  /** `sendo:rate-limited`: a response had status 429. */
  "sendo:rate-limited": {
    /** Operation, as in `sendo:attempt`. */
    readonly operation: string;
    /** Time when sending resumes for this account. */
    readonly blockedUntil: Date | undefined;
  };
  /** `sendo:store-failed`: an operation on a shared store failed. */
  "sendo:store-failed": {
    /** The store that failed. `guard` means that a guard's `settle` function failed. */
    readonly store: "idempotency" | "rate-limit" | "guard";
    /** The method that failed, such as `claim`, `exchange` or `settle`. */
    readonly step: string;
  };
  /** `sendo:store-recovered`: the store works again. */
  "sendo:store-recovered": {
    /** The store that recovered. */
    readonly store: "rate-limit";
  };
  /** `sendo:webhook-rejected`: a delivery was rejected. */
  "sendo:webhook-rejected": {
    /** Error code that describes why the delivery was rejected. */
    readonly code: SendoErrorCode;
    /** HTTP status of the response. */
    readonly httpStatus: number;
  };
}

const channels = new Map<string, Channel>();

/** Publishes the result of `describe`. If there are no subscribers, `describe` is not called. */
export function publish<Name extends keyof SendoDiagnostics>(name: Name, describe: () => SendoDiagnostics[Name]): void {
  let named = channels.get(name);
  if (named === undefined) channels.set(name, (named = channel(name)));
  if (named.hasSubscribers) named.publish(describe());
}
