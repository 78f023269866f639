import { channel, type Channel } from "node:diagnostics_channel";
import type { Outcome, SendoErrorCode } from "./error-codes.js";

/** What the channels of `node:diagnostics_channel` carry. No key, number, text or address is in any of it. */
export interface SendoDiagnostics {
  /** `sendo:attempt`: one request has ended. */
  "sendo:attempt": {
    /** Such as `POST /v1/message/send`; ids are replaced by `{id}`. */
    readonly operation: string;
    /** 1 for the first request of a call. */
    readonly attempt: number;
    readonly durationMs: number;
    readonly httpStatus?: number;
    readonly outcome?: Outcome;
    readonly code?: SendoErrorCode;
    readonly reference?: string;
  };
  /** `sendo:repeat`: a call is about to make another request. */
  "sendo:repeat": {
    readonly operation: string;
    readonly attempt: number;
    readonly waitMs: number;
    readonly code: SendoErrorCode;
  };
  /** `sendo:rate-limited`: an answer was a 429. */
  "sendo:rate-limited": { readonly operation: string; readonly blockedUntil: Date | undefined };
  /** `sendo:store-failed`: a store that processes share did not do a step. */
  "sendo:store-failed": { readonly store: "idempotency" | "rate-limit"; readonly step: string };
  /** `sendo:store-recovered`: it does again. */
  "sendo:store-recovered": { readonly store: "rate-limit" };
  /** `sendo:webhook-refused`: a delivery was not let in. */
  "sendo:webhook-refused": { readonly code: SendoErrorCode; readonly httpStatus: number };
}

const channels = new Map<string, Channel>();

/** Publishes what `describe` returns, if anybody listens; otherwise it is not even built. */
export function publish<Name extends keyof SendoDiagnostics>(name: Name, describe: () => SendoDiagnostics[Name]): void {
  let named = channels.get(name);
  if (named === undefined) channels.set(name, (named = channel(name)));
  if (named.hasSubscribers) named.publish(describe());
}
