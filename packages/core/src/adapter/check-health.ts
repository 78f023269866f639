import type { CallOptions } from "../call/call-options.js";
import { isSendoError } from "../errors/errors.js";
import { checkOptionNames, checkWholeNumber } from "../errors/option-checks.js";
import type { HttpReply } from "../http/http.js";
import type { RateLimitState } from "../rate-limit/limiter.js";
import { rateLimitHealth, type HealthLimits, type RateLimitHealth } from "./rate-limit-health.js";

/** Health check options. */
export interface HealthOptions extends HealthLimits {
  /**
   * Makes one read request to the Sendo API in every check, to test whether the API is reachable and accepts the key. The
   * request is never retried. It counts toward the rate limit. Do not set `ping` if the check runs frequently, for
   * example every second.
   *
   * @defaultValue `false`: no request is made
   */
  ping?: boolean | undefined;
  /**
   * Maximum time for the ping, in milliseconds (1 or more). This time includes waiting for a rate-limit slot.
   *
   * @defaultValue `5_000`
   */
  pingTimeoutMs?: number | undefined;
}

/** The part of a client used by a health check. */
export interface CheckedClient {
  /** State of the client's rate limiter. */
  readonly rateLimit: RateLimitState;
  /** Returns a derived client that does not retry. */
  withOptions(options: { retry: false }): {
    request(
      read: { method: "GET"; path: string; query: { limit: number } },
      options: CallOptions,
    ): PromiseLike<unknown>;
  };
}

/** Response from a health endpoint. The response contains only numbers and codes, because health endpoints are often public. */
export type SendoHealth = Omit<RateLimitHealth, "problem"> & {
  /** `down` if there is a `problem`, else `up`. */
  readonly status: "up" | "down";
  /**
   * Absent if the client is healthy. `rate_limited`: sending will stay blocked for longer than `maxBlockedMs`.
   * `queue_filling`: the number of waiting calls is higher than `maxQueued`. `ping_failed`: the request failed, and
   * `code` says why.
   */
  readonly problem?: "rate_limited" | "queue_filling" | "ping_failed";
  /** The ping's error code, such as `api_key_invalid`. */
  readonly code?: string;
};

/** @throws A {@link SendoConfigError} with code `config_option_invalid` for an unknown option or an invalid number. */
export function checkHealthOptions(options: HealthOptions): void {
  const names = { maxQueued: true, maxBlockedMs: true, ping: true, pingTimeoutMs: true } as const;
  checkOptionNames<HealthOptions>("the health check", options, names);
  const { maxQueued = 0, maxBlockedMs = 0, pingTimeoutMs = 1 } = options;
  checkWholeNumber("the health check", "maxQueued", maxQueued, { min: 0 });
  checkWholeNumber("the health check", "maxBlockedMs", maxBlockedMs, { min: 0 });
  checkWholeNumber("the health check", "pingTimeoutMs", pingTimeoutMs, { min: 1 });
}

/**
 * Checks the state of a client's rate limiter. The check calls the API only if `ping` is set.
 *
 * @throws A {@link SendoConfigError} with code `config_option_invalid` (see {@link checkHealthOptions}).
 */
export async function checkHealth(client: CheckedClient, options: HealthOptions = {}): Promise<SendoHealth> {
  checkHealthOptions(options);
  const { ping = false, pingTimeoutMs = 5_000, ...limits } = options;
  const { problem, ...shown } = rateLimitHealth(client.rateLimit, limits);
  const failure = problem === undefined ? ping && (await pingFailure(client, pingTimeoutMs)) : { problem };
  return failure ? { status: "down", ...failure, ...shown } : { status: "up", ...shown };
}

/**
 * Returns a health endpoint's response: the result of {@link checkHealth} as JSON, with status 200 or 503.
 *
 * @throws A {@link SendoConfigError} with code `config_option_invalid` (see {@link checkHealthOptions}).
 */
export async function healthReply(client: CheckedClient, options?: HealthOptions): Promise<HttpReply> {
  const health = await checkHealth(client, options);
  return {
    httpStatus: health.status === "up" ? 200 : 503,
    headers: { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" },
    body: JSON.stringify(health),
  };
}

/**
 * Requests one item from the campaign list. The ping should test whether Sendo responds, however long the queue is, so the
 * request has high priority.
 */
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
