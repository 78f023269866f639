import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import { resolveBaseUrl } from "./base-url.js";
import { environment } from "./environment.js";
import { SendoConfigError } from "./errors.js";
import { shownName } from "./field-path.js";
import type { IdempotencyStore } from "./idempotency/idempotency-store.js";
import { isObject } from "./is-object.js";
import { checkForms, invalidOption, optionalWholeNumber, wholeNumber } from "./option-checks.js";
import { guardedLogger, silentLogger, type SendoLogger } from "./logger.js";
import { isLoopbackHost } from "./loopback.js";
import type { RateLimitStore } from "./rate-limit/rate-limit-store.js";
import { readProxy } from "./transport/proxy.js";
import type { Transport } from "./transport/transport.js";

/** How a client is set up. Everything has a default; the bare `new Sendo()` works from the environment. */
export interface SendoOptions {
  /**
   * The API key: a string, or a function that is asked before each request (for keys that rotate). It is held privately and
   * added to a request in the last step; nothing prints it.
   *
   * A key that begins with `sandbox_` is accepted for addresses of this machine only.
   *
   * @defaultValue the environment variable `SENDO_API_KEY`
   */
  apiKey?: string | (() => string | Promise<string>) | undefined;
  /**
   * Where the API is. Only `https:`; a path is kept as a prefix; credentials, a query or a fragment are refused.
   *
   * @defaultValue the environment variable `SENDO_BASE_URL`, else `https://api.sendo.dev`
   */
  baseUrl?: string | undefined;
  /**
   * Campaign to send from when a send names none.
   *
   * @defaultValue the environment variable `SENDO_CAMPAIGN`, else none
   */
  campaign?: string | undefined;
  /**
   * Number to send from, E.164, when a send names none. How Sendo chooses among several numbers of a campaign is not
   * documented.
   *
   * @defaultValue the environment variable `SENDO_FROM`, else none: Sendo chooses
   */
  from?: string | undefined;
  /**
   * Certificate authorities to trust besides Node's own and those of `NODE_EXTRA_CA_CERTS`, as PEM. Checking cannot be
   * switched off: `NODE_TLS_REJECT_UNAUTHORIZED` has no effect on this client.
   *
   * @defaultValue the file named by `SENDO_CA_FILE`, for base URLs of this machine only; else none
   */
  ca?: string | readonly string[] | undefined;
  /**
   * Longest time for one attempt, from its start until the whole answer is here, in milliseconds (1 to 600,000). Waiting
   * for the rate limit does not count. One number for both kinds, or one for each.
   *
   * Keep the time for writes long: a text whose answer is not awaited has an unknown outcome.
   *
   * @defaultValue `{ read: 10_000, write: 60_000 }`
   */
  timeoutMs?:
    | number
    | {
        /** For requests that change nothing. @defaultValue `10_000` */
        read?: number | undefined;
        /** For sends, purchases, creates and updates. @defaultValue `60_000` */
        write?: number | undefined;
      }
    | undefined;
  /**
   * Longest time for a whole call, in milliseconds (1 or more): queue, attempts and the waits between them. A wait that is
   * known not to fit (before another attempt, or for the end of a 429) ends the call at once. Set it for calls that a person or another server waits for.
   *
   * @defaultValue none
   */
  deadlineMs?: number | undefined;
  /**
   * How often a call is repeated where that is safe; `false` means exactly one request. A request whose outcome is unknown
   * is never repeated, whatever is set here.
   *
   * @defaultValue `{ reads: 2, notSent: 3, rateLimited: 5 }`
   */
  retry?: false | RetryOptions | undefined;
  /**
   * Requests a second that are kept: 1 to 1000. Raise it when support@sendo.dev has raised yours; lower it to share one
   * account among processes (`5` in each of four). `false` keeps no limit, and only waits after a 429.
   *
   * @defaultValue `20`, Sendo's documented limit
   */
  requestsPerSecond?: number | false | undefined;
  /** How calls wait for the rate limit. @defaultValue the defaults of {@link RateLimitOptions} */
  rateLimit?: RateLimitOptions | undefined;
  /**
   * Requests in flight at the same time, and so connections: 1 to 1000.
   *
   * @defaultValue `20`
   */
  maxConnections?: number | undefined;
  /**
   * Whether each send carries a reference in its metadata (key `sendo_ref`), by which `messages.resolve` finds it when the
   * outcome is unknown. It is taken out of what you read again and shown as `message.reference`. `false` sends none unless a
   * call names one.
   *
   * @defaultValue `true`
   */
  reference?: boolean | undefined;
  /**
   * Where `messages.send` with an `idempotencyKey` remembers what it has sent: {@link memoryIdempotencyStore} for one process,
   * `@sendo/redis` or your own for several. Everybody on one store shares its keys.
   *
   * @defaultValue none: a call that names a key fails
   */
  idempotency?: IdempotencyStore | undefined;
  /**
   * A proxy to go through, such as `http://proxy.example:3128`; see {@link HttpsTransportOptions.proxy}. It is not used for a
   * `baseUrl` on this machine, and not beside a `transport` of your own.
   *
   * @defaultValue none; HTTPS_PROXY and the like are not read
   */
  proxy?: string | undefined;
  /**
   * How requests travel. Your own transport's failures count as "not sent" only where it says so. `close()` leaves it open:
   * whoever made it closes it, since several clients may use it.
   *
   * @defaultValue `node:https`, see {@link HttpsTransport}
   */
  transport?: Transport | undefined;
  /**
   * Where log lines go: any object with pino's four methods. Lines hold no key, no whole number and no text.
   *
   * @defaultValue silence
   */
  logger?: SendoLogger | undefined;
}

/** How often a call is repeated where that is safe: 0 to 20 each. Waits between are random, up to 0.5 s, 1 s, 2 s ... 10 s. */
export interface RetryOptions {
  /** Reads: after connection faults, timeouts, 408, 5XX and unreadable answers. @defaultValue `2` */
  reads?: number | undefined;
  /** Writes of which it is certain that nothing left this process; never after a refused certificate. @defaultValue `3` */
  notSent?: number | undefined;
  /** Reads and writes that met a 429, behind the limiter. @defaultValue `5` */
  rateLimited?: number | undefined;
}

/** How calls wait for the rate limit. */
export interface RateLimitOptions {
  /**
   * Whose limit it is. Clients of one account share one limiter in a process, whatever package or module made them.
   *
   * @defaultValue the API key and the host together, as a digest; a client whose key is a function has a limiter of its own
   */
  account?: string | undefined;
  /**
   * The ledger that all processes of the account share, such as `redisRateLimitStore` of `@sendo/redis`: together they keep
   * `requestsPerSecond`. While it is away each keeps to its share, says so, and comes back by itself.
   *
   * @defaultValue none: the limit is kept for this process alone
   */
  store?: RateLimitStore | undefined;
  /**
   * Among how many processes the limit is divided while the store is away: 1 to 1000. Each uses at least one request a second.
   *
   * @defaultValue as many as the store knew of last; one request a second when it has never answered
   */
  processes?: number | undefined;
  /** Calls that may wait: 1 to 1,000,000. One more fails at once as `queue_full`. @defaultValue `10_000` */
  maxQueue?: number | undefined;
  /**
   * Longest wait for a turn, in milliseconds; then the call fails as `queue_timeout`, not sent: at once where a 429 is known to
   * last longer.
   *
   * @defaultValue none
   */
  maxQueueWaitMs?: number | undefined;
}

/** {@link SendoOptions} with nothing left open. */
export interface ResolvedSendoOptions {
  readonly apiKey: () => string | Promise<string>;
  readonly baseUrl: URL;
  readonly campaign: string | undefined;
  readonly from: string | undefined;
  readonly ca: string | readonly string[] | undefined;
  readonly timeoutMs: { readonly read: number; readonly write: number };
  readonly deadlineMs: number | undefined;
  readonly retry: { readonly reads: number; readonly notSent: number; readonly rateLimited: number };
  readonly requestsPerSecond: number;
  /** Digest or name; `undefined` when the limiter is not shared. */
  readonly account: string | undefined;
  readonly rateLimitStore: RateLimitStore | undefined;
  readonly processes: number | undefined;
  readonly maxQueue: number;
  readonly maxQueueWaitMs: number | undefined;
  readonly maxConnections: number;
  readonly reference: boolean;
  readonly idempotency: IdempotencyStore | undefined;
  readonly proxy: string | undefined;
  readonly transport: Transport | undefined;
  readonly logger: SendoLogger;
}

const DEFAULT_BASE_URL = "https://api.sendo.dev";
const RETRY_DEFAULTS: Required<RetryOptions> = { reads: 2, notSent: 3, rateLimited: 5 };
const NO_RETRY: RetryOptions = { reads: 0, notSent: 0, rateLimited: 0 };
const TIMEOUT_DEFAULTS = { read: 10_000, write: 60_000 } as const;

/**
 * Fills in the defaults and checks everything that can be checked before the first request.
 *
 * @throws A {@link SendoConfigError} naming the option and the remedy; never a value.
 */
export function resolveOptions(options: SendoOptions, env = environment()): ResolvedSendoOptions {
  checkForms(options);
  refuseUnknownNames(options);
  const logger = resolveLogger(options.logger);
  const baseUrl = resolveBaseUrl(options.baseUrl ?? (env.SENDO_BASE_URL || DEFAULT_BASE_URL));
  const isLocal = isLoopbackHost(baseUrl.hostname);
  const account = resolveAccount(options, options.apiKey ?? env.SENDO_API_KEY, baseUrl);
  const { timeoutMs = {}, retry: givenRetry = {} } = options;
  const { read = TIMEOUT_DEFAULTS.read, write = TIMEOUT_DEFAULTS.write } =
    typeof timeoutMs === "object" ? timeoutMs : { read: timeoutMs, write: timeoutMs };
  const retry = withDefaults(RETRY_DEFAULTS, givenRetry === false ? NO_RETRY : givenRetry);
  if (env.NODE_TLS_REJECT_UNAUTHORIZED === "0") {
    logger.warn(
      { variable: "NODE_TLS_REJECT_UNAUTHORIZED" },
      "NODE_TLS_REJECT_UNAUTHORIZED=0 has no effect on the Sendo client: certificates are checked. Unset it, and trust a local authority with `ca` or SENDO_CA_FILE.",
    );
  }
  return outOfSight({
    apiKey: resolveApiKey(options.apiKey ?? env.SENDO_API_KEY, isLocal),
    baseUrl,
    campaign: options.campaign ?? (env.SENDO_CAMPAIGN || undefined),
    from: options.from ?? (env.SENDO_FROM || undefined),
    ca: options.ca ?? (isLocal && env.SENDO_CA_FILE ? readAuthorityFile(env.SENDO_CA_FILE) : undefined),
    timeoutMs: {
      read: wholeNumber("timeoutMs.read", read, 1, 600_000),
      write: wholeNumber("timeoutMs.write", write, 1, 600_000),
    },
    deadlineMs: optionalWholeNumber("deadlineMs", options.deadlineMs),
    retry: {
      reads: wholeNumber("retry.reads", retry.reads, 0, 20),
      notSent: wholeNumber("retry.notSent", retry.notSent, 0, 20),
      rateLimited: wholeNumber("retry.rateLimited", retry.rateLimited, 0, 20),
    },
    requestsPerSecond:
      options.requestsPerSecond === false
        ? Infinity
        : wholeNumber("requestsPerSecond", options.requestsPerSecond ?? 20, 1, 1000, ", or false for no limit"),
    account,
    rateLimitStore: resolveRateLimitStore(options, account),
    processes:
      options.rateLimit?.processes === undefined
        ? undefined
        : wholeNumber("rateLimit.processes", options.rateLimit.processes, 1, 1000),
    maxQueue: wholeNumber("rateLimit.maxQueue", options.rateLimit?.maxQueue ?? 10_000, 1, 1_000_000),
    maxQueueWaitMs: optionalWholeNumber("rateLimit.maxQueueWaitMs", options.rateLimit?.maxQueueWaitMs),
    maxConnections: wholeNumber("maxConnections", options.maxConnections ?? 20, 1, 1000),
    reference: options.reference ?? true,
    idempotency: resolveIdempotency(options.idempotency),
    proxy: resolveProxy(options, isLocal),
    transport: options.transport,
    logger,
  });
}

// They hang on every resource of a client, and hold a number, a proxy's password and other people's stores.
function outOfSight<T extends object>(resolved: T): T {
  const shown = (): string => "[Sendo options]";
  return Object.defineProperties(resolved, { toJSON: { value: shown }, [inspect.custom]: { value: shown } });
}

const OPTION_NAMES: ReadonlySet<string> = new Set([
  "apiKey",
  "baseUrl",
  "campaign",
  "from",
  "ca",
  "timeoutMs",
  "deadlineMs",
  "retry",
  "requestsPerSecond",
  "rateLimit",
  "maxConnections",
  "reference",
  "idempotency",
  "proxy",
  "transport",
  "logger",
] satisfies (keyof SendoOptions)[]);

const NESTED_NAMES: Partial<Record<keyof SendoOptions, ReadonlySet<string>>> = {
  timeoutMs: new Set(["read", "write"]),
  retry: new Set(["reads", "notSent", "rateLimited"] satisfies (keyof RetryOptions)[]),
  rateLimit: new Set([
    "account",
    "store",
    "processes",
    "maxQueue",
    "maxQueueWaitMs",
  ] satisfies (keyof RateLimitOptions)[]),
};

// A misspelt option would otherwise be a default in disguise, and somebody's `apikey` would be a missing key.
function refuseUnknownNames(options: SendoOptions): void {
  for (const [name, value] of Object.entries(options)) {
    if (!OPTION_NAMES.has(name)) {
      throw invalidOption(
        `\`${shownName(name)}\` is not an option of Sendo. The options are: ${listed(OPTION_NAMES)}.`,
      );
    }
    const nested = NESTED_NAMES[name as keyof SendoOptions];
    if (nested === undefined || !isObject(value)) continue;
    for (const inner of Object.keys(value)) {
      if (nested.has(inner)) continue;
      throw invalidOption(
        `\`${name}.${shownName(inner)}\` is not an option of Sendo. In \`${name}\` are: ${listed(nested)}.`,
      );
    }
  }
}

function listed(names: ReadonlySet<string>): string {
  return [...names].join(", ");
}

/** Like a spread, but what is `undefined` counts as not given: half of all options are read from somebody's configuration. */
function withDefaults<T extends object>(defaults: T, given: { readonly [Name in keyof T]?: T[Name] | undefined }): T {
  const known = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...defaults, ...(Object.fromEntries(known) as Partial<T>) };
}

const OVERRIDABLE: ReadonlySet<string> = new Set([
  "campaign",
  "from",
  "timeoutMs",
  "deadlineMs",
  "retry",
  "reference",
  "logger",
] satisfies (keyof SendoOptions)[]);

/**
 * The options of a client with some replaced. `undefined` replaces nothing.
 *
 * @throws A {@link SendoConfigError} `config_option_invalid` for one that all clients of one origin share: with another key the
 * text would still go out under the first.
 */
export function overrideOptions(options: SendoOptions, overrides: Partial<SendoOptions>): SendoOptions {
  for (const name of Object.keys(overrides)) {
    if (!OVERRIDABLE.has(name) && OPTION_NAMES.has(name))
      throw invalidOption(`\`${name}\` cannot be changed by \`withOptions\`: make a client of its own.`);
  }
  return withDefaults<SendoOptions>(options, overrides);
}

function resolveLogger(logger: SendoLogger | undefined): SendoLogger {
  if (logger === undefined) return silentLogger;
  const levels = ["debug", "info", "warn", "error"] as const satisfies (keyof SendoLogger)[];
  const missing = levels.filter((level) => typeof logger?.[level] !== "function");
  if (missing.length === 0) return guardedLogger(logger);
  throw invalidOption(`The option \`logger\` is not a logger: it has no method ${missing.join(", ")}.`);
}

function resolveProxy({ proxy, transport }: SendoOptions, isLocal: boolean): string | undefined {
  if (proxy === undefined) return undefined;
  if (readProxy(proxy) === undefined) throw new SendoConfigError({ code: "config_proxy_invalid" });
  if (transport !== undefined)
    throw invalidOption("The options `proxy` and `transport` exclude each other: give yours the proxy.");
  return isLocal ? undefined : proxy;
}

function resolveAccount(
  { rateLimit, requestsPerSecond }: SendoOptions,
  apiKey: unknown,
  baseUrl: URL,
): string | undefined {
  if (requestsPerSecond === false) return undefined;
  if (rateLimit?.account !== undefined) return `name:${rateLimit.account}`;
  if (typeof apiKey !== "string") return undefined;
  return `key:${createHash("sha256").update(`${apiKey}\n${baseUrl.host}`).digest("hex")}`;
}

function resolveRateLimitStore(
  { rateLimit, requestsPerSecond }: SendoOptions,
  account: string | undefined,
): RateLimitStore | undefined {
  const store = rateLimit?.store;
  if (store === undefined) return undefined;
  if (typeof store?.exchange !== "function")
    throw invalidOption("The option `rateLimit.store` is not a rate-limit store.");
  if (requestsPerSecond === false)
    throw invalidOption("The option `rateLimit.store` needs a limit to share: leave `requestsPerSecond: false` away.");
  if (account === undefined)
    throw invalidOption(
      "The option `rateLimit.store` needs `rateLimit.account` (whose limit it is) where `apiKey` is a function.",
    );
  return store;
}

function resolveIdempotency(store: IdempotencyStore | undefined): IdempotencyStore | undefined {
  if (store === undefined) return undefined;
  const steps = ["claim", "extend", "dispatch", "accept", "release"] as const satisfies (keyof IdempotencyStore)[];
  const missing = steps.filter((step) => typeof store?.[step] !== "function");
  if (missing.length === 0) return store;
  throw invalidOption(
    `The option \`idempotency\` is not an idempotency store: it has no method ${missing.join(", ")}.`,
  );
}

function resolveApiKey(apiKey: SendoOptions["apiKey"], isLocal: boolean): () => string | Promise<string> {
  if (apiKey === undefined) throw new SendoConfigError({ code: "config_api_key_missing" });
  if (typeof apiKey !== "function") {
    const checked = checkApiKey(apiKey, isLocal);
    return () => checked;
  }
  return () => {
    const given = apiKey();
    return typeof given === "string" ? checkApiKey(given, isLocal) : given.then((key) => checkApiKey(key, isLocal));
  };
}

function checkApiKey(apiKey: unknown, isLocal: boolean): string {
  // Printable ASCII without the space: what a header can carry and a dashboard hands out.
  if (typeof apiKey !== "string" || !/^[\x21-\x7e]+$/.test(apiKey)) {
    throw new SendoConfigError({ code: "config_api_key_invalid" });
  }
  if (apiKey.startsWith("sandbox_") && !isLocal) throw new SendoConfigError({ code: "config_api_key_sandbox" });
  return apiKey;
}

function readAuthorityFile(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new SendoConfigError({ code: "config_ca_unreadable", cause });
  }
}
