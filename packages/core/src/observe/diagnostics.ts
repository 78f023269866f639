import { channel, type Channel } from "node:diagnostics_channel";
import type { Outcome, SendoErrorCode } from "../errors/error-codes.js";

/** What the channels of `node:diagnostics_channel` carry. No key, phone number, message body or address is in any of it. */
export interface SendoDiagnostics {
  /** `sendo:attempt`: one request has ended. */
  "sendo:attempt": {
    /** Such as `POST /v1/message/send`; ids are replaced by `{id}`. */
    readonly operation: string;
    /** 1 for the first request of a call. */
    readonly attempt: number;
    /** From the start of the request to its end, in milliseconds; the wait for the rate limit is not in it. */
    readonly durationMs: number;
    /** The answer's status; absent where none came. */
    readonly httpStatus?: number;
    /** Of a write; absent for a read. */
    readonly outcome?: Outcome;
    /** Of the error, where there was one. */
    readonly code?: SendoErrorCode;
    /** Of a send that carries one. */
    readonly reference?: string;
  };
  /** `sendo:retry`: a call is about to make another request. */
  "sendo:retry": {
    /** As in `sendo:attempt`. */
    readonly operation: string;
    /** The number of the request that failed, from 1. */
    readonly attempt: number;
    /** Until the next request is made, in milliseconds; the wait for its turn comes on top. */
    readonly waitMs: number;
    /** Why the one before it failed. */
    readonly code: SendoErrorCode;
  };
  /** `sendo:rate-limited`: an answer was a 429. */
  "sendo:rate-limited": {
    /** As in `sendo:attempt`. */
    readonly operation: string;
    /** Until when nothing is sent for this account. */
    readonly blockedUntil: Date | undefined;
  };
  /** `sendo:store-failed`: a store that processes share did not do a step. */
  "sendo:store-failed": {
    /** Which store. `guard`: what a guard counted was not given back. */
    readonly store: "idempotency" | "rate-limit" | "guard";
    /** The method that failed, such as `claim`, `exchange` or `settle`. */
    readonly step: string;
  };
  /** `sendo:store-recovered`: it does again. */
  "sendo:store-recovered": {
    /** Which store. */
    readonly store: "rate-limit";
  };
  /** `sendo:webhook-rejected`: a delivery was not let in. */
  "sendo:webhook-rejected": {
    /** Why. */
    readonly code: SendoErrorCode;
    /** What it was answered. */
    readonly httpStatus: number;
  };
}

const channels = new Map<string, Channel>();

/** Publishes what `describe` returns, if anybody listens; otherwise it is not even built. */
export function publish<Name extends keyof SendoDiagnostics>(name: Name, describe: () => SendoDiagnostics[Name]): void {
  let named = channels.get(name);
  if (named === undefined) channels.set(name, (named = channel(name)));
  if (named.hasSubscribers) named.publish(describe());
}
