import { isObject } from "../internal/is.js";
import { type OptionNames, checkOptionNames } from "../errors/option-checks.js";
import type { RateLimitOptions, RetryOptions, SendoOptions } from "./options.js";

/** The names of all client options. */
export const OPTION_NAMES: OptionNames<SendoOptions> = {
  apiKey: true,
  account: true,
  baseUrl: true,
  campaign: true,
  from: true,
  ca: true,
  timeoutMs: true,
  deadlineMs: true,
  retry: true,
  requestsPerSecond: true,
  rateLimit: true,
  maxConnections: true,
  reference: true,
  idempotency: true,
  guard: true,
  proxy: true,
  transport: true,
  attemptHeaders: true,
  logger: true,
};
const TIMEOUT_NAMES: OptionNames<Exclude<SendoOptions["timeoutMs"], number | undefined>> = { read: true, write: true };
const RETRY_NAMES: OptionNames<RetryOptions> = { reads: true, notSent: true, rateLimited: true };
const RATE_LIMIT_NAMES: OptionNames<RateLimitOptions> = {
  account: true,
  store: true,
  fallbackProcesses: true,
  maxQueue: true,
  maxQueueWaitMs: true,
};

/**
 * Rejects unknown names. Otherwise, a misspelled option would be silently ignored, and `apikey` would be reported as a missing
 * key.
 *
 * @throws A {@link SendoConfigError} with code `config_option_invalid`.
 */
export function refuseUnknownNames({ timeoutMs, retry, rateLimit, ...others }: SendoOptions): void {
  checkOptionNames("Sendo", others, OPTION_NAMES);
  if (isObject(timeoutMs)) checkOptionNames("Sendo", timeoutMs, TIMEOUT_NAMES, "timeoutMs");
  if (isObject(retry)) checkOptionNames("Sendo", retry, RETRY_NAMES, "retry");
  if (isObject(rateLimit)) checkOptionNames("Sendo", rateLimit, RATE_LIMIT_NAMES, "rateLimit");
}
