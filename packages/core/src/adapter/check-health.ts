import type { CallOptions } from "../call/call-options.js";
import { isSendoError } from "../errors/errors.js";
import { checkOptionNames, checkWholeNumber } from "../errors/option-checks.js";
import type { HttpReply } from "../http/http.js";
import type { RateLimitState } from "../rate-limit/limiter.js";
import { rateLimitHealth, type HealthLimits, type RateLimitHealth } from "./rate-limit-health.js";

/** What a health check looks at. */
export interface HealthOptions extends HealthLimits {
  /**
   * Makes one read of the Sendo API at every check, to see that it can be reached and accepts the key. It is never retried, and
   * uses up one request of the limit. Not for a check that runs every second.
   *
   * @defaultValue `false`: no request is made
   */
  ping?: boolean | undefined;
  /**
   * How long the whole ping may take, in milliseconds, the wait for the rate limit included; 1 or more.
   *
   * @defaultValue `5_000`
   */
  pingTimeoutMs?: number | undefined;
}

/** What is looked at: a client of Sendo. */
export interface CheckedClient {
  /** As of a client. */
  readonly rateLimit: RateLimitState;
  /** As of a client. */
  withOptions(options: { retry: false }): {
    request(
      read: { method: "GET"; path: string; query: { limit: number } },
      options: CallOptions,
    ): PromiseLike<unknown>;
  };
}

/** What a health endpoint shows of an account. Numbers only: such a page is often open to everybody. */
export type SendoHealth = Omit<RateLimitHealth, "problem"> & {
  /** `down` if there is a `problem`. */
  readonly status: "up" | "down";
  /**
   * Absent when all is well. `rate_limited`: nothing is sent for longer than `maxBlockedMs`. `queue_filling`: more calls
   * wait than `maxQueued`. `ping_failed`: the read did not succeed; `code` says why.
   */
  readonly problem?: "rate_limited" | "queue_filling" | "ping_failed";
  /** The `code` of the ping's error, such as `api_key_invalid`. */
  readonly code?: string;
};

/** @throws A {@link SendoConfigError} `config_option_invalid`: an unknown option, or a number that is not usable. */
export function checkHealthOptions(options: HealthOptions): void {
  const names = { maxQueued: true, maxBlockedMs: true, ping: true, pingTimeoutMs: true } as const;
  checkOptionNames<HealthOptions>("the health check", options, names);
  const { maxQueued = 0, maxBlockedMs = 0, pingTimeoutMs = 1 } = options;
  checkWholeNumber("the health check", "maxQueued", maxQueued, { min: 0 });
  checkWholeNumber("the health check", "maxBlockedMs", maxBlockedMs, { min: 0 });
  checkWholeNumber("the health check", "pingTimeoutMs", pingTimeoutMs, { min: 1 });
}

/**
 * Judges a client by what it knows already, and by a read of the API only where `ping` asks for it.
 *
 * @throws A {@link SendoConfigError} `config_option_invalid`, see {@link checkHealthOptions}.
 */
export async function checkHealth(client: CheckedClient, options: HealthOptions = {}): Promise<SendoHealth> {
  checkHealthOptions(options);
  const { ping = false, pingTimeoutMs = 5_000, ...limits } = options;
  const { problem, ...shown } = rateLimitHealth(client.rateLimit, limits);
  const failure = problem === undefined ? ping && (await pingFailure(client, pingTimeoutMs)) : { problem };
  return failure ? { status: "down", ...failure, ...shown } : { status: "up", ...shown };
}

/**
 * The reply of a health endpoint: {@link checkHealth} as JSON, with 200 or 503.
 *
 * @throws A {@link SendoConfigError} `config_option_invalid`, see {@link checkHealthOptions}.
 */
export async function healthReply(client: CheckedClient, options?: HealthOptions): Promise<HttpReply> {
  const health = await checkHealth(client, options);
  return {
    httpStatus: health.status === "up" ? 200 : 503,
    headers: { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" },
    body: JSON.stringify(health),
  };
}

/** Reads the shortest list there is. High priority: it asks whether Sendo answers, not how long the queue is. */
async function pingFailure(
  client: CheckedClient,
  deadlineMs: number,
): Promise<{ problem: "ping_failed"; code: string } | false> {
  const read = { method: "GET" as const, path: "/v1/campaign/list", query: { limit: 1 } };
  try {
    await client.withOptions({ retry: false }).request(read, { deadlineMs, priority: "high" });
    return false;
  } catch (error) {
    if (!isSendoError(error)) throw error;
    return { problem: "ping_failed", code: error.code };
  }
}
