import { builtin } from "../http/builtin.js";
import { createError } from "../errors/create-error.js";
import type { CallToRun } from "./call-context.js";
import { runGuardedCall } from "./guarded-call.js";
import type { FoundMessage, IdempotentOperation } from "./operation.js";
import type { CallResult } from "./sendo-promise.js";
import type { Clock, TimerHandle } from "../internal/clock.js";
import { publish } from "../observe/diagnostics.js";
import type { SendoErrorCode } from "../errors/error-codes.js";
import { isSendoError, toCause, type SendoError } from "../errors/errors.js";
import type { Cancellation, CancellationReason } from "./cancellation.js";
import { withTimeout } from "../internal/with-timeout.js";
import type { IdempotencyStore, IdempotencyVerdict } from "../stores/idempotency-store.js";

/** Duration of a key's lease. While a call is running, it extends the lease at intervals of one third of this duration. */
export const LEASE_MS = 30_000;
/** How long an idempotency key is stored. */
export const REMEMBER_MS = 30 * 24 * 3_600_000;
export const STORE_TIMEOUT_MS = 5_000;
/**
 * Maximum time that a dispatch mark waits for the previous mark. The client can therefore write 20 marks per second,
 * even if the store's round trip is long. An account's limit is 20 requests per second.
 */
export const MARK_TURN_MS = 50;

type Step = Exclude<keyof IdempotencyStore, "isVolatile">;
const VERDICTS: ReadonlySet<unknown> = new Set<IdempotencyVerdict["state"]>([
  "mine",
  "busy",
  "reused",
  "in-doubt",
  "accepted",
]);

const lastMarks = new WeakMap<IdempotencyStore, Promise<void>>();

/**
 * Writes a store's dispatch marks one after the other. If marks were written concurrently, the store's responses would
 * arrive together. A process killed at that moment would leave several messages marked but not sent.
 */
async function inTurn<R>(store: IdempotencyStore, clock: Clock, mark: () => Promise<R>): Promise<R> {
  const previous = lastMarks.get(store);
  let finish!: () => void;
  lastMarks.set(store, new Promise((resolve) => (finish = resolve)));
  await previous;
  const timer = clock.setTimer(finish, MARK_TURN_MS, { keepAlive: false });
  try {
    return await mark();
  } finally {
    timer.cancel();
    finish();
  }
}

/**
 * Runs a call with an idempotency key: claims the key, writes a dispatch mark before each request, and records the
 * result. A message that was already accepted is not sent again, and its stored id is returned. A message that may have
 * been sent is looked up by its reference.
 *
 * @throws A {@link SendoError} with code `idempotency_in_progress`, `idempotency_key_reused` or
 * `idempotency_store_failed`. The outcome is `not-sent`.
 * @throws A {@link SendoError} with code `idempotency_unresolved`. The outcome is `unknown`.
 * @throws The call's own error if the call fails.
 */
export function runIdempotentCall<T>(call: CallToRun<T>, operation: IdempotentOperation<T>): Promise<CallResult<T>> {
  return new IdempotentCall(call, operation).run();
}

class IdempotentCall<T> {
  readonly #call: CallToRun<T>;
  readonly #operation: IdempotentOperation<T>;
  readonly #clock: Clock;
  readonly #cancellation: Cancellation;
  readonly #owner = builtin("node:crypto").randomUUID();
  readonly #startedMs: number;
  #timer: TimerHandle | undefined;

  constructor(call: CallToRun<T>, operation: IdempotentOperation<T>) {
    this.#call = call;
    this.#operation = operation;
    this.#clock = call.parts.clock;
    this.#cancellation = call.cancellation;
    this.#startedMs = this.#clock.now();
  }

  async run(): Promise<CallResult<T>> {
    const verdict = await this.#claim();
    switch (verdict.state) {
      case "accepted":
        return this.#stored(verdict.id, verdict.reference);
      case "busy":
        throw this.#notSent("idempotency_in_progress", { retryable: true });
      case "reused":
        throw this.#notSent("idempotency_key_reused");
      case "in-doubt":
        return this.#holding(() => this.#look(verdict.reference, new Date(verdict.dispatchedEpochMs)));
      case "mine":
        return this.#holding(() => this.#send());
    }
  }

  async #send(): Promise<CallResult<T>> {
    let result: CallResult<T>;
    try {
      result = await runGuardedCall(this.#call, (attempts) => this.#mark(attempts));
    } catch (error) {
      // Every other failure means that the message may have been sent.
      const inDoubt = !isSendoError(error) || (error.outcome !== "not-sent" && error.outcome !== "rejected");
      await this.#wait(this.#quietly("release", (store, key) => store.release(key, { owner: this.#owner, inDoubt })));
      throw error;
    }
    await this.#remember(this.#operation.idOf(result.data), this.#operation.reference);
    return result;
  }

  async #look(reference: string, since: Date): Promise<CallResult<T>> {
    // An earlier call may have sent the message.
    this.#cancellation.isCommitted = true;
    const { id, code = "idempotency_unresolved", cause } = await this.#find(reference, since);
    if (id !== undefined) {
      await this.#remember(id, reference);
      return this.#stored(id, reference);
    }
    await this.#wait(
      this.#quietly("release", (store, key) => store.release(key, { owner: this.#owner, inDoubt: true })),
    );
    throw createError({ code, outcome: "unknown", reference, cause: cause ?? this.#abortReason(code) });
  }

  async #find(reference: string, since: Date): Promise<FoundMessage & { readonly code?: CancellationReason }> {
    const stop = new AbortController();
    return this.#cancellation.step((settle) => {
      this.#operation.find(reference, since, stop.signal).then(settle, (cause: unknown) => settle({ cause }));
      return (code) => {
        stop.abort();
        return { code };
      };
    });
  }

  async #claim(): Promise<IdempotencyVerdict> {
    const { store, key, fingerprint, reference } = this.#operation;
    const claim = { fingerprint, owner: this.#owner, reference, leaseMs: LEASE_MS };
    let verdict: IdempotencyVerdict | { readonly interrupted: CancellationReason };
    try {
      verdict = await this.#cancellation.step<typeof verdict>((settle, fail) => {
        this.#bounded(store.claim(key, claim)).then(settle, fail);
        return (interrupted) => ({ interrupted });
      });
      if (!("interrupted" in verdict) && !VERDICTS.has(verdict.state)) throw new TypeError("not a verdict");
    } catch (cause) {
      this.#abandonClaim();
      throw this.#storeFailed("claim", cause, 0);
    }
    if (!("interrupted" in verdict)) return verdict;
    this.#abandonClaim();
    throw this.#notSent(verdict.interrupted, {
      retryable: verdict.interrupted === "deadline_exceeded",
      cause: this.#abortReason(verdict.interrupted),
    });
  }

  /**
   * Releases the claim in case the store has recorded it. The release is not awaited, because the store might be
   * unavailable.
   */
  #abandonClaim(): void {
    void this.#quietly("release", (store, key) => store.release(key, { owner: this.#owner, inDoubt: true }));
  }

  async #mark(attempts: number): Promise<void> {
    const { store, key } = this.#operation;
    // Called before the mark is written. If the process is killed between writing the mark and sending the request,
    // the message is unresolved.
    const mayLeave = await this.#call.settings.beforeDispatch?.();
    const mark = { owner: this.#owner, leaseMs: LEASE_MS, ttlMs: REMEMBER_MS };
    let leaseEndsMs = -Infinity;
    let held: boolean;
    const step = async (): Promise<boolean> => {
      if (this.#cancellation.reason !== undefined) return false;
      leaseEndsMs = this.#clock.now() + LEASE_MS;
      return store.dispatch(key, mark);
    };
    try {
      // If the process was suspended during this step, the call's lease may have expired.
      held = (await this.#bounded(inTurn(store, this.#clock, step))) === true && this.#clock.now() < leaseEndsMs;
    } catch (cause) {
      throw this.#storeFailed("dispatch", cause, attempts);
    }
    if (!held) throw this.#notSent("idempotency_in_progress", { retryable: true, attempts });
    mayLeave?.();
  }

  async #holding(work: () => Promise<CallResult<T>>): Promise<CallResult<T>> {
    const { store, key } = this.#operation;
    const extend = (): void => {
      void this.#quietly("extend", () => store.extend(key, { owner: this.#owner, leaseMs: LEASE_MS }));
      arm();
    };
    // The timer should not keep the process alive.
    const arm = (): void => {
      this.#timer = this.#clock.setTimer(extend, LEASE_MS / 3, { keepAlive: false });
    };
    arm();
    try {
      return await work();
    } finally {
      this.#timer?.cancel();
    }
  }

  #remember(id: string, reference: string): Promise<void> {
    const { fingerprint } = this.#operation;
    const fact = { fingerprint, id, reference, ttlMs: REMEMBER_MS };
    return this.#wait(this.#quietly("accept", (store, key) => store.accept(key, fact)));
  }

  /** Waits for a step that does not affect the outcome, but stops waiting when the call times out or is canceled. */
  async #wait(step: Promise<void>): Promise<void> {
    return this.#cancellation.step<void>((settle) => {
      void step.then(settle);
      return () => {};
    });
  }

  /**
   * Runs a step whose failure does not affect the call's outcome. The failure is reported, and the lease expires
   * automatically.
   */
  async #quietly(step: Step, run: (store: IdempotencyStore, key: string) => Promise<void>): Promise<void> {
    try {
      await this.#bounded(run(this.#operation.store, this.#operation.key));
    } catch (cause) {
      this.#reportFailure(step, cause);
    }
  }

  #bounded<R>(step: Promise<R>): Promise<R> {
    return withTimeout(step, STORE_TIMEOUT_MS, this.#clock);
  }

  #stored(id: string, reference: string): CallResult<T> {
    const queuedMs = this.#clock.now() - this.#startedMs;
    return {
      data: this.#operation.toResult(id, reference),
      info: { attempts: 0, queuedMs, httpStatus: undefined, rateLimit: {} },
    };
  }

  #abortReason(code: SendoErrorCode): unknown {
    return code === "aborted" ? this.#call.settings.signal?.reason : undefined;
  }

  #notSent(code: SendoErrorCode, init: { retryable?: boolean; attempts?: number; cause?: unknown } = {}): SendoError {
    return createError({ code, outcome: "not-sent", reference: this.#operation.reference, ...init });
  }

  #storeFailed(step: Step, cause: unknown, attempts: number): SendoError {
    this.#reportFailure(step, cause);
    return this.#notSent("idempotency_store_failed", { retryable: true, attempts, cause });
  }

  #reportFailure(step: Step, cause: unknown): void {
    const { logger, reference } = this.#operation;
    logger.warn(
      { store: "idempotency", step, reference, cause: toCause(cause) },
      "The Sendo idempotency store failed. A message with an unknown outcome is never sent again. Look it up by its reference.",
    );
    publish("sendo:store-failed", () => ({ store: "idempotency", step }));
  }
}
