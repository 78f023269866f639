import type { BeforeDispatch, CallContext, CallToRun } from "./call-context.js";
import { withAttemptHeaders, type CallSettings } from "./call-options.js";
import type { CallInfo, CallResult } from "./sendo-promise.js";
import { callError } from "./call-error.js";
import type { SendoCallTrace } from "./call-trace.js";
import { publish } from "../observe/diagnostics.js";
import { SendoConfigError, type SendoError } from "../errors/errors.js";
import type { Cancellation } from "./cancellation.js";
import { exchange } from "./exchange.js";
import { isThenable } from "../internal/is.js";
import { backoffDelayMs } from "../rate-limit/backoff-delay.js";
import { classify, type AttemptEnd, type AttemptFailure, type FailureReason, type Verdict } from "./classify.js";
import { operationName, type Operation } from "./operation.js";
import type { Permit } from "../rate-limit/limiter.js";
import { buildRequest } from "./request.js";
import { readRateLimitHeaders, type RateLimitReading } from "../rate-limit/rate-limit-headers.js";
import type { TransportRequest, TransportResponse } from "../transport/transport.js";

/**
 * Runs one call: waits for the limiter and a connection, makes an attempt, and classifies the result. The call then
 * settles or is retried. It is retried only if that is safe, and never if the outcome is `unknown`.
 *
 * @throws A {@link SendoError} with the last attempt's outcome.
 */
export function runCall<T>(call: CallToRun<T>, beforeDispatch?: BeforeDispatch): Promise<CallResult<T>> {
  return new Call(call, beforeDispatch).run();
}

// A read is not retried if a `Retry-After` header asks for a delay of this length or longer. The error's `retryAt` says
// when to retry.
const LONGEST_RETRY_AFTER_MS = 60_000;

class Call<T> {
  readonly #parts: CallContext;
  readonly #operation: Operation<T>;
  readonly #settings: CallSettings;
  readonly #cancellation: Cancellation;
  readonly #trace: SendoCallTrace | undefined;
  readonly #beforeDispatch: BeforeDispatch | undefined;
  readonly #startedMs: number;
  readonly #retries = { notSent: 0, rateLimited: 0, reads: 0 };
  #attempts = 0;
  #lastAttemptMs = 0;
  #rateLimit: RateLimitReading = {};
  #exchangeMs = 0;
  /** Stored only so that it can be masked in errors if a response echoes it. */
  #apiKey = "";

  constructor(
    { parts, operation, settings, cancellation, trace }: CallToRun<T>,
    beforeDispatch: BeforeDispatch | undefined,
  ) {
    this.#parts = parts;
    this.#operation = operation;
    this.#settings = settings;
    this.#cancellation = cancellation;
    this.#trace = trace;
    this.#beforeDispatch = beforeDispatch;
    this.#startedMs = parts.clock.now();
  }

  async run(): Promise<CallResult<T>> {
    for (;;) {
      const attemptsBefore = this.#attempts;
      const end = await this.#attempt();
      const verdict = classify(this.#operation, end);
      if (this.#attempts > attemptsBefore) this.#report(verdict, end);
      if (end.kind === "response" && verdict.data !== undefined) {
        return { data: verdict.data, info: this.#info(end.response) };
      }
      const waitMs = this.#retryDelayMs(verdict, end);
      if (waitMs === undefined) throw this.#error(verdict, end);
      const { code = "unreadable_response" } = verdict;
      publish("sendo:retry", () => ({
        operation: operationName(this.#operation),
        attempt: this.#attempts + 1,
        waitMs,
        code,
      }));
      this.#cancellation.isCommitted = false;
      // If the call is canceled during the pause, the next attempt detects the cancellation and ends.
      if (verdict.retry !== "rateLimited") await this.#pause(waitMs);
    }
  }

  /** Returns the delay before the retry, or `undefined` if the call must not be retried. */
  #retryDelayMs({ retry }: Verdict<T>, end: AttemptEnd): number | undefined {
    if (retry === undefined || this.#retries[retry] >= this.#settings.retry[retry]) return undefined;
    // After a 429, the delay is the limiter's backoff. Otherwise, the delay is random, but a response can request a
    // longer delay.
    const waitMs =
      retry === "rateLimited"
        ? this.#parts.limiter.blockedForMs
        : Math.max(backoffDelayMs(this.#retries[retry], this.#parts.random), this.#retryAfterMs(end));
    if (retry === "reads" && waitMs >= LONGEST_RETRY_AFTER_MS) return undefined;
    if (this.#cancellation.exceedsDeadline(waitMs)) return undefined;
    this.#retries[retry] += 1;
    return waitMs;
  }

  /**
   * Makes one attempt, from waiting in the queue to receiving the response. The limiter always receives the result of
   * each attempt that it admitted. Steps that complete synchronously are not awaited. If a
   * slot and a connection are available, the request can therefore be dispatched in the same tick as the call.
   */
  async #attempt(): Promise<AttemptEnd> {
    const key = this.#requestKey();
    const apiKey = isThenable(key) ? await key : key;
    if (typeof apiKey !== "string") return apiKey;
    this.#apiKey = apiKey;
    const acquired = this.#acquirePermit();
    const permit = isThenable(acquired) ? await acquired : acquired;
    if ("kind" in permit) return permit;
    const connection = this.#acquireConnection();
    const slot = isThenable(connection) ? await connection : connection;
    if (slot !== "granted") {
      permit.notSent();
      return slot;
    }
    const step = this.#beforeDispatch;
    // A transport with `callsBeforeDispatch` runs the step as soon as its connection is ready. If the transport fails
    // before it runs the step, nothing has been sent.
    const isInTransport = step !== undefined && this.#parts.transport.callsBeforeDispatch === true;
    const granted = step === undefined || isInTransport ? "granted" : await this.#mayDispatch(step, permit);
    if (granted !== "granted") return granted;
    const request = this.#buildRequest(permit);
    let stopped: Error | undefined;
    const beforeDispatch = isInTransport
      ? (): Promise<void> =>
          step(this.#attempts - 1).then(
            () => void (this.#cancellation.isCommitted = true),
            (cause: unknown) => {
              stopped = cause as Error;
              throw cause;
            },
          )
      : undefined;
    if (beforeDispatch === undefined) this.#cancellation.isCommitted = true;
    // This is checked in the tick in which the request starts, so that the call cannot be canceled between the check and
    // the request.
    const { reason } = this.#cancellation;
    const startedMs = this.#parts.clock.now();
    const end =
      reason === undefined
        ? await this.#exchange(beforeDispatch === undefined ? request : { ...request, beforeDispatch })
        : notSent(reason);
    this.#lastAttemptMs = this.#parts.clock.now() - startedMs;
    this.#exchangeMs += this.#lastAttemptMs;
    this.#parts.connections.release();
    this.#settle(permit, end);
    if (stopped !== undefined && end.kind === "failure" && !end.dispatched) throw stopped;
    return end;
  }

  #requestKey(): string | AttemptFailure | Promise<string | AttemptFailure> {
    try {
      const key = this.#parts.apiKey();
      return typeof key === "string" ? key : this.#awaitKey(key);
    } catch (cause) {
      throw this.#keyError(cause);
    }
  }

  async #awaitKey(key: Promise<string>): Promise<string | AttemptFailure> {
    try {
      return await this.#cancellation.step<string | AttemptFailure>((settle, fail) => {
        key.then(settle, fail);
        return notSent;
      });
    } catch (cause) {
      throw this.#keyError(cause);
    }
  }

  #keyError(cause: unknown): SendoError {
    // The `apiKey` function can fail with any error, even a Sendo error. The function's error becomes the `cause`.
    return this.#configError(cause instanceof SendoConfigError ? cause.code : "config_api_key_failed", cause);
  }

  #configError(code: SendoConfigError["code"], cause: unknown): SendoError {
    const outcome = this.#operation.kind === "write" ? "not-sent" : undefined;
    return new SendoConfigError({ code, outcome, attempts: this.#attempts, cause });
  }

  #acquirePermit(): Permit | AttemptFailure | Promise<Permit | AttemptFailure> {
    const { limiter, clock, maxQueue, maxQueueWaitMs } = this.#parts;
    if (limiter.queued >= maxQueue) return notSent("queue_full");
    const { blockedForMs } = limiter;
    if (blockedForMs > 0 && this.#cancellation.reason === undefined) {
      // After a 429, the length of the pause is known. If waiting would exceed a time limit, the call fails immediately.
      if (this.#cancellation.exceedsDeadline(blockedForMs)) return notSent("deadline_exceeded");
      if (maxQueueWaitMs !== undefined && blockedForMs >= maxQueueWaitMs) return notSent("queue_timeout");
    }
    const permit = limiter.tryAcquire();
    if (permit !== undefined) return permit;
    return this.#cancellation.step<Permit | AttemptFailure>((settle) => {
      const timer =
        maxQueueWaitMs === undefined
          ? undefined
          : clock.setTimer(() => settle(leaveFor("queue_timeout")), maxQueueWaitMs);
      const admit = (permit: Permit): void => {
        timer?.cancel();
        settle(permit);
      };
      const leave = limiter.enqueue(this.#settings.priority, admit, this.#attempts > 0, this.#parts.connectAhead);
      const leaveFor = (reason: FailureReason): AttemptFailure => {
        timer?.cancel();
        leave();
        return notSent(reason);
      };
      return leaveFor;
    });
  }

  #acquireConnection(): "granted" | AttemptFailure | Promise<"granted" | AttemptFailure> {
    if (this.#parts.connections.tryAcquire()) return "granted";
    return this.#cancellation.step<"granted" | AttemptFailure>((settle) => {
      const leave = this.#parts.connections.acquire(() => settle("granted"));
      return (reason) => {
        leave();
        return notSent(reason);
      };
    });
  }

  async #mayDispatch(beforeDispatch: BeforeDispatch, permit: Permit): Promise<"granted" | AttemptFailure> {
    let result: "granted" | AttemptFailure | undefined;
    try {
      return (result = await this.#cancellation.step<"granted" | AttemptFailure>((settle, fail) => {
        beforeDispatch(this.#attempts).then(() => settle("granted"), fail);
        return notSent;
      }));
    } finally {
      if (result !== "granted") {
        this.#parts.connections.release();
        permit.notSent();
      }
    }
  }

  /** Builds the request before the transport is called. If the headers are invalid, nothing is sent. */
  #buildRequest(permit: Permit): TransportRequest {
    const { baseUrl, attemptHeaders } = this.#parts;
    const { reference } = this.#operation;
    try {
      const further = attemptHeaders?.({
        operation: operationName(this.#operation),
        attempt: this.#attempts + 1,
        reference,
      });
      const headers = withAttemptHeaders(this.#settings.headers, further);
      return buildRequest(baseUrl, this.#operation, headers, this.#apiKey);
    } catch (cause) {
      this.#parts.connections.release();
      permit.notSent();
      throw this.#configError("config_headers_failed", cause);
    }
  }

  #exchange(request: TransportRequest): AttemptEnd | Promise<AttemptEnd> {
    this.#attempts += 1;
    return exchange(this.#parts, request, this.#settings.timeoutMs, this.#cancellation);
  }

  #settle(permit: Permit, end: AttemptEnd): void {
    if (end.kind === "response") {
      const { headers, httpStatus } = end.response;
      this.#rateLimit = readRateLimitHeaders(headers, this.#parts.clock.epochMs());
      permit.responded(httpStatus, this.#rateLimit);
    } else if (end.dispatched) permit.lost();
    else permit.notSent();
  }

  #retryAfterMs(end: AttemptEnd): number {
    return (end.kind === "response" && this.#rateLimit.retryAfterMs) || 0;
  }

  #retryAt(end: AttemptEnd): Date | undefined {
    const retryAfterMs = this.#retryAfterMs(end);
    const named = retryAfterMs > 0 ? new Date(this.#parts.clock.epochMs() + retryAfterMs) : undefined;
    return this.#parts.limiter.state.blockedUntil ?? named;
  }

  async #pause(waitMs: number): Promise<void> {
    if (waitMs <= 0) return;
    await this.#cancellation.step<void>((settle) => {
      const timer = this.#parts.clock.setTimer(() => settle(), waitMs);
      return () => timer.cancel();
    });
  }

  #report({ outcome, code }: Verdict<T>, end: AttemptEnd): void {
    const operation = operationName(this.#operation);
    const { reference } = this.#operation;
    publish("sendo:attempt", () => ({
      operation,
      attempt: this.#attempts,
      durationMs: this.#lastAttemptMs,
      ...(end.kind === "response" && { httpStatus: end.response.httpStatus }),
      ...(outcome !== undefined && { outcome }),
      ...(code !== undefined && { code }),
      ...(reference !== undefined && { reference }),
    }));
    if (code === "rate_limited") {
      publish("sendo:rate-limited", () => ({ operation, blockedUntil: this.#parts.limiter.state.blockedUntil }));
    }
  }

  get #queuedMs(): number {
    return this.#parts.clock.now() - this.#startedMs - this.#exchangeMs;
  }

  #info(response: TransportResponse): CallInfo {
    return {
      attempts: this.#attempts,
      queuedMs: this.#queuedMs,
      httpStatus: response.httpStatus,
      rateLimit: this.#rateLimit,
    };
  }

  #error(verdict: Verdict<T>, end: AttemptEnd): SendoError {
    const { json, secrets, reference } = this.#operation;
    if (this.#trace !== undefined) this.#trace.queuedMs = this.#queuedMs;
    return callError(verdict, end, {
      attempts: this.#attempts,
      reference,
      retryAt: verdict.retryable ? this.#retryAt(end) : undefined,
      abortReason: this.#settings.signal?.reason as unknown,
      secrets: [this.#apiKey, ...((json !== undefined && secrets?.(json)) || [])],
    });
  }
}

function notSent(reason: FailureReason): AttemptFailure {
  return { kind: "failure", reason, dispatched: false };
}
