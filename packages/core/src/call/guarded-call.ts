import { createError } from "../errors/create-error.js";
import type { Outcome } from "../errors/error-codes.js";
import { isSendoError, SendoGuardError, type SendoError } from "../errors/errors.js";
import { isE164, isObject } from "../internal/is.js";
import { withTimeout } from "../internal/with-timeout.js";
import { publish } from "../observe/diagnostics.js";
import type { GuardedMessage, GuardVerdict, SendoGuard } from "../options/sendo-guard.js";
import { runCall } from "./call.js";
import type { BeforeDispatch, CallToRun } from "./call-context.js";
import type { CancellationReason } from "./cancellation.js";
import type { Operation } from "./operation.js";
import type { CallResult } from "./sendo-promise.js";

/** Timeout for a guard's decision. `settle` has a separate timeout of the same length. */
export const GUARD_TIMEOUT_MS = 5_000;

type Allowed = Extract<GuardVerdict, { allowed: true }>;

/**
 * Runs a call. If the client has a guard and the call sends a message, the guard first decides whether the call is
 * allowed.
 *
 * @throws A {@link SendoGuardError} with code `guard_rejected` or `guard_failed` (outcome `not-sent`).
 * @throws The call's own error if the call fails.
 */
export function runGuardedCall<T>(call: CallToRun<T>, beforeDispatch?: BeforeDispatch): Promise<CallResult<T>> {
  const { guard } = call.parts;
  if (guard === undefined || !sendsMessage(call.operation)) return runCall(call, beforeDispatch);
  return new GuardedCall(call, guard).run(beforeDispatch);
}

class GuardedCall<T> {
  readonly #call: CallToRun<T>;
  readonly #guard: SendoGuard;

  constructor(call: CallToRun<T>, guard: SendoGuard) {
    this.#call = call;
    this.#guard = guard;
  }

  async run(beforeDispatch: BeforeDispatch | undefined): Promise<CallResult<T>> {
    const operation = redirected(this.#call.operation, this.#redirectTo());
    const message = operation && messageOf(operation);
    if (operation === undefined || message === undefined) throw this.#error("guard_rejected", "message_unreadable");
    const verdict = await this.#decide(message);
    let outcome: Outcome = "unknown";
    try {
      const result = await runCall({ ...this.#call, operation }, beforeDispatch);
      outcome = "accepted";
      return result;
    } catch (error) {
      if (isSendoError(error)) outcome = error.outcome ?? "unknown";
      throw error;
    } finally {
      await this.#settle(verdict, outcome);
    }
  }

  #redirectTo(): string | undefined {
    try {
      return this.#guard.redirectTo;
    } catch (cause) {
      throw this.#error("guard_failed", undefined, cause);
    }
  }

  async #decide(message: GuardedMessage): Promise<Allowed> {
    const { cancellation, parts } = this.#call;
    // The guard runs in its own promise, so that a synchronous throw is handled like a rejection.
    const checking = Promise.resolve().then(() => this.#guard.check(message, { account: parts.identity }));
    let verdict: GuardVerdict | { readonly interrupted: CancellationReason };
    try {
      verdict = await cancellation.step<typeof verdict>((settle, fail) => {
        withTimeout(checking, GUARD_TIMEOUT_MS, parts.clock).then(settle, fail);
        return (interrupted) => ({ interrupted });
      });
    } catch (cause) {
      this.#abandon(checking);
      throw this.#error("guard_failed", undefined, cause);
    }
    if (isObject(verdict) && "interrupted" in verdict) {
      this.#abandon(checking);
      throw this.#interrupted(verdict.interrupted);
    }
    if (isAllowed(verdict)) return verdict;
    if (isObject(verdict) && verdict.allowed === false) throw this.#error("guard_rejected", reasonOf(verdict.reason));
    throw this.#error("guard_failed", undefined, new TypeError("not a verdict"));
  }

  /**
   * A guard that decides after the call has stopped waiting may already have counted the message, so `settle` is called
   * with `not-sent`.
   */
  #abandon(checking: Promise<unknown>): void {
    void checking.then(
      (verdict) => (isAllowed(verdict) ? this.#settleQuietly(verdict, "not-sent") : undefined),
      () => {},
    );
  }

  /**
   * Stops waiting when the call times out or is canceled. The guard's count can then be too high until the guard
   * corrects it.
   */
  async #settle(verdict: Allowed, outcome: Outcome): Promise<void> {
    if (verdict.settle === undefined) return;
    const settling = this.#settleQuietly(verdict, outcome);
    await this.#call.cancellation.step<void>((settle) => {
      void settling.then(settle);
      return () => {};
    });
  }

  async #settleQuietly(verdict: Allowed, outcome: Outcome): Promise<void> {
    try {
      const settling = Promise.resolve(verdict.settle?.(outcome));
      await withTimeout(settling, GUARD_TIMEOUT_MS, this.#call.parts.clock);
    } catch {
      publish("sendo:store-failed", () => ({ store: "guard", step: "settle" }));
    }
  }

  #error(code: SendoGuardError["code"], reason: string | undefined, cause?: unknown): SendoError {
    const { reference } = this.#call.operation;
    return new SendoGuardError({
      code,
      reason,
      outcome: "not-sent",
      retryable: code === "guard_failed",
      reference,
      cause,
    });
  }

  #interrupted(code: CancellationReason): SendoError {
    const { operation, settings } = this.#call;
    const cause: unknown = code === "aborted" ? settings.signal?.reason : undefined;
    const retryable = code === "deadline_exceeded";
    return createError({ code, outcome: "not-sent", retryable, reference: operation.reference, cause });
  }
}

function isAllowed(verdict: unknown): verdict is Allowed {
  return isObject(verdict) && verdict.allowed === true;
}

// Digits are excluded, so that an error cannot contain a phone number.
function reasonOf(reason: unknown): string {
  return typeof reason === "string" && /^[a-z][a-z_]{0,63}$/.test(reason) ? reason : "other";
}

/**
 * Whether a write could send a message. This includes every write under the `message` path, in any spelling of the
 * path that a server might accept. Otherwise, a path passed to `request()` could bypass the guard.
 */
function sendsMessage({ kind, path }: Operation<unknown>): boolean {
  return kind === "write" && (path === "/v1/message/send" || /\/messages?(?![a-z])/i.test(decoded(path)));
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/**
 * Returns the request with its recipient replaced by `to`, or the unchanged request if `to` is `undefined`. Returns `undefined`
 * if the recipient cannot be replaced because the request's body is not an object.
 */
function redirected<T>(operation: Operation<T>, to: string | undefined): Operation<T> | undefined {
  if (to === undefined) return operation;
  const fields = fieldsOf(operation);
  return fields && { ...operation, json: JSON.stringify({ ...fields, to }) };
}

function fieldsOf({ json = "null" }: Operation<unknown>): Record<string, unknown> | undefined {
  const fields: unknown = JSON.parse(json);
  return isObject(fields) ? fields : undefined;
}

/** The message in the request, or `undefined` if it does not have exactly one E.164 recipient. */
function messageOf(operation: Operation<unknown>): GuardedMessage | undefined {
  const { to, body = "", mediaUrls = [] } = fieldsOf(operation) ?? {};
  // The query string could contain a different recipient from the one in the body.
  const hasQuery = Object.values(operation.query ?? {}).some((value) => value !== undefined);
  if (!isE164(to) || typeof body !== "string" || !Array.isArray(mediaUrls) || hasQuery) return undefined;
  return { to, body, hasMedia: mediaUrls.length > 0 };
}
