import { builtin } from "../http/builtin.js";
import { identifyAccount, type AccountIdentity } from "./account-identity.js";
import { resolveBaseUrl } from "./base-url.js";
import { environment, isInQuotes } from "../internal/environment.js";
import { isLoopbackHost } from "../internal/is-loopback-host.js";
import { isNamedSandbox, SANDBOX_PREFIX } from "../internal/sandbox-host.js";
import { SendoConfigError } from "../errors/errors.js";
import type { IdempotencyStore } from "../stores/idempotency-store.js";
import { guardedLogger, silentLogger, type SendoLogger } from "../observe/logger.js";
import { checkWholeNumber, invalidOption, type WholeNumberRange } from "../errors/option-checks.js";
import { checkForms } from "./option-forms.js";
import { OPTION_NAMES, refuseUnknownNames } from "./option-names.js";
import type { RetryOptions, SendoOptions } from "./options.js";
import type { RateLimitStore } from "../stores/rate-limit-store.js";
import type { SendoGuard } from "./sendo-guard.js";
import { isNoProxy, readProxy } from "../transport/proxy.js";
import type { Transport } from "../transport/transport.js";
import { checkCanAddAuthorities } from "../transport/trust.js";

/** {@link SendoOptions} with all defaults filled in. */
export interface ResolvedSendoOptions {
  readonly apiKey: () => string | Promise<string>;
  readonly baseUrl: URL;
  readonly identity: AccountIdentity;
  readonly campaign: string | undefined;
  readonly from: string | undefined;
  readonly ca: SendoOptions["ca"];
  /** Reads the `ca` file when the first connection is made. Set only if the file did not exist when the client was created. */
  readonly readCa: (() => string) | undefined;
  readonly timeoutMs: { readonly read: number; readonly write: number };
  readonly deadlineMs: number | undefined;
  readonly retry: { readonly reads: number; readonly notSent: number; readonly rateLimited: number };
  readonly requestsPerSecond: number;
  /** Digest or name of the account, or `undefined` if the limiter is not shared. */
  readonly account: string | undefined;
  readonly rateLimitStore: RateLimitStore | undefined;
  readonly fallbackProcesses: number | undefined;
  readonly maxQueue: number;
  readonly maxQueueWaitMs: number | undefined;
  readonly maxConnections: number;
  readonly reference: boolean;
  readonly idempotency: IdempotencyStore | undefined;
  readonly guard: SendoGuard | undefined;
  readonly proxy: string | undefined;
  readonly transport: Transport | undefined;
  readonly attemptHeaders: SendoOptions["attemptHeaders"];
  readonly logger: SendoLogger;
}

const DEFAULT_BASE_URL = "https://api.sendo.dev";
const RETRY_DEFAULTS: Required<RetryOptions> = { reads: 2, notSent: 3, rateLimited: 5 };
const NO_RETRY: RetryOptions = { reads: 0, notSent: 0, rateLimited: 0 };
const TIMEOUT_DEFAULTS = { read: 10_000, write: 60_000 } as const;

/**
 * Fills in the defaults and checks every option that can be checked before the first request.
 *
 * @param given - Identity of the client from which this client is derived. Both clients use the same API key.
 * @throws A {@link SendoConfigError} that names the option and explains how to fix the problem. The error message never contains the option's value.
 */
export function resolveOptions(
  options: SendoOptions,
  env = environment(),
  given?: AccountIdentity,
): ResolvedSendoOptions {
  checkForms(options);
  refuseUnknownNames(options);
  const logger = resolveLogger(options.logger);
  const variable = (name: string): string | undefined => readVariable(env, name);
  const baseUrl = resolveBaseUrl(options.baseUrl ?? variable("SENDO_BASE_URL") ?? DEFAULT_BASE_URL);
  const isNamed = isNamedSandbox(baseUrl.hostname, variable("SENDO_SANDBOX_HOST"));
  const isLocal = isNamed || isLoopbackHost(baseUrl.hostname);
  const apiKey = options.apiKey ?? env.SENDO_API_KEY;
  const identity = given ?? identifyAccount(checkAccount(options.account), apiKey, baseUrl);
  const account = resolveAccount(options, apiKey, baseUrl);
  const { timeoutMs = {}, retry: givenRetry = {} } = options;
  const { read = TIMEOUT_DEFAULTS.read, write = TIMEOUT_DEFAULTS.write } =
    typeof timeoutMs === "object" ? timeoutMs : { read: timeoutMs, write: timeoutMs };
  const retry = withDefaults(RETRY_DEFAULTS, givenRetry === false ? NO_RETRY : givenRetry);
  if (env.NODE_TLS_REJECT_UNAUTHORIZED === "0") {
    logger.warn(
      { variable: "NODE_TLS_REJECT_UNAUTHORIZED" },
      "NODE_TLS_REJECT_UNAUTHORIZED=0 has no effect on the Sendo client, which always checks certificates. Unset it. To trust a local certificate authority, use `ca` or SENDO_CA_FILE.",
    );
  }
  return hideWhenPrinted({
    apiKey: resolveApiKey(apiKey, isNamed ? "sandbox" : isLocal ? "any" : "sendo"),
    baseUrl,
    identity,
    campaign: options.campaign ?? variable("SENDO_CAMPAIGN"),
    from: options.from ?? variable("SENDO_FROM"),
    ...resolveAuthorities(options, isLocal ? variable("SENDO_CA_FILE") : undefined, logger),
    timeoutMs: {
      read: wholeNumber("timeoutMs.read", read, { min: 1, max: 600_000 }),
      write: wholeNumber("timeoutMs.write", write, { min: 1, max: 600_000 }),
    },
    deadlineMs: optionalWholeNumber("deadlineMs", options.deadlineMs),
    retry: {
      reads: wholeNumber("retry.reads", retry.reads, { min: 0, max: 20 }),
      notSent: wholeNumber("retry.notSent", retry.notSent, { min: 0, max: 20 }),
      rateLimited: wholeNumber("retry.rateLimited", retry.rateLimited, { min: 0, max: 20 }),
    },
    requestsPerSecond:
      options.requestsPerSecond === false
        ? Infinity
        : wholeNumber("requestsPerSecond", options.requestsPerSecond ?? 20, {
            min: 1,
            max: 1000,
            or: "false for no limit",
          }),
    account,
    rateLimitStore: resolveRateLimitStore(options, account),
    fallbackProcesses:
      options.rateLimit?.fallbackProcesses === undefined
        ? undefined
        : wholeNumber("rateLimit.fallbackProcesses", options.rateLimit.fallbackProcesses, { min: 1, max: 1000 }),
    maxQueue: wholeNumber("rateLimit.maxQueue", options.rateLimit?.maxQueue ?? 10_000, { min: 1, max: 1_000_000 }),
    maxQueueWaitMs: optionalWholeNumber("rateLimit.maxQueueWaitMs", options.rateLimit?.maxQueueWaitMs),
    maxConnections: wholeNumber("maxConnections", options.maxConnections ?? 20, { min: 1, max: 1000 }),
    reference: options.reference ?? true,
    idempotency: resolveIdempotency(options.idempotency, identity),
    guard: options.guard,
    proxy: resolveProxy(options, isLocal),
    transport: options.transport,
    attemptHeaders: options.attemptHeaders,
    logger,
  });
}

// Each of a client's resources refers to the options, so printing a resource would also print them. The options contain a phone
// number, a proxy password and the app's stores.
function hideWhenPrinted<T extends object>(resolved: T): T {
  const shown = (): string => "[Sendo options]";
  return Object.defineProperties(resolved, {
    toJSON: { value: shown },
    [Symbol.for("nodejs.util.inspect.custom")]: { value: shown },
  });
}

/** Merges like an object spread but skips `undefined` values, because many options come from optional configuration. */
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
 * Returns a copy of a client's options with the overrides applied. An override that is `undefined` is ignored.
 *
 * @throws A {@link SendoConfigError} with code `config_option_invalid` if `overrides` contains an option that derived clients
 * must share. Otherwise, a new `apiKey` would be ignored, and messages would still be sent with the first key.
 */
export function overrideOptions(options: SendoOptions, overrides: Partial<SendoOptions>): SendoOptions {
  for (const name of Object.keys(overrides)) {
    if (!OVERRIDABLE.has(name) && Object.hasOwn(OPTION_NAMES, name))
      throw invalidOption(`\`${name}\` cannot be changed by \`withOptions\`: create another client.`);
  }
  return withDefaults<SendoOptions>(options, overrides);
}

function resolveLogger(logger: SendoLogger | undefined): SendoLogger {
  if (logger === undefined) return silentLogger;
  const levels = ["debug", "info", "warn", "error"] as const satisfies (keyof SendoLogger)[];
  const missing = levels.filter((level) => typeof logger?.[level] !== "function");
  if (missing.length === 0) return guardedLogger(logger);
  throw invalidOption(`The \`logger\` option is not a logger: it has no method ${missing.join(", ")}.`);
}

function resolveProxy({ proxy, transport }: SendoOptions, isLocal: boolean): string | undefined {
  if (isNoProxy(proxy)) return undefined;
  if (readProxy(proxy) === undefined) throw new SendoConfigError({ code: "config_proxy_invalid" });
  if (transport !== undefined)
    throw invalidOption(
      "The options `proxy` and `transport` cannot be combined: configure the proxy in your transport.",
    );
  return isLocal ? undefined : proxy;
}

// `checkCanAddAuthorities` is not required for `SENDO_CA_FILE`. The file applies only to sandboxes, which need no other
// certificate authorities.
function resolveAuthorities(
  { ca }: SendoOptions,
  file: string | undefined,
  logger: SendoLogger,
): Pick<ResolvedSendoOptions, "ca" | "readCa"> {
  if (ca !== undefined && ca !== null) checkCanAddAuthorities();
  if (file === undefined || (ca !== undefined && ca !== null)) return { ca, readCa: undefined };
  const readCa = (): string => builtin("node:fs").readFileSync(file, "utf8");
  try {
    return { ca: readCa(), readCa: undefined };
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "ENOENT")
      throw new SendoConfigError({ code: "config_ca_unreadable", cause });
    logger.warn(
      { variable: "SENDO_CA_FILE" },
      "The file in SENDO_CA_FILE does not exist yet. Start the sandbox. Until then, calls fail with connection_failed.",
    );
    return { ca: undefined, readCa };
  }
}

function checkAccount(account: unknown): string | undefined {
  if (account === undefined) return undefined;
  if (typeof account === "string" && account.length >= 1 && account.length <= 200) return account;
  throw invalidOption("The `account` option must be a string of 1 to 200 characters, such as `eu`.");
}

function resolveAccount(
  { account, rateLimit, requestsPerSecond }: SendoOptions,
  apiKey: unknown,
  baseUrl: URL,
): string | undefined {
  if (requestsPerSecond === false) return undefined;
  if (rateLimit?.account !== undefined) return `name:${rateLimit.account}`;
  if (account !== undefined) return `name:${account}@${baseUrl.host}`;
  if (typeof apiKey !== "string") return undefined;
  return `key:${builtin("node:crypto").createHash("sha256").update(`${apiKey}\n${baseUrl.host}`).digest("hex")}`;
}

function resolveRateLimitStore(
  { rateLimit, requestsPerSecond }: SendoOptions,
  account: string | undefined,
): RateLimitStore | undefined {
  const store = rateLimit?.store;
  if (store === undefined) return undefined;
  if (typeof store?.exchange !== "function")
    throw invalidOption("The `rateLimit.store` option is not a rate-limit store.");
  if (requestsPerSecond === false)
    throw invalidOption("The `rateLimit.store` option needs a limit to share: remove `requestsPerSecond: false`.");
  if (account === undefined)
    throw invalidOption(
      "The `rateLimit.store` option needs `account` or `rateLimit.account` when `apiKey` is a function.",
    );
  return store;
}

function resolveIdempotency(
  store: IdempotencyStore | undefined,
  { id }: AccountIdentity,
): IdempotencyStore | undefined {
  if (store === undefined) return undefined;
  const steps = ["claim", "extend", "dispatch", "accept", "release"] as const satisfies (keyof IdempotencyStore)[];
  const missing = steps.filter((step) => typeof store?.[step] !== "function");
  if (missing.length === 0 && id === undefined)
    throw invalidOption(
      "The `idempotency` option needs `account` when `apiKey` is a function: give the account a name that does not change, such as `eu`.",
    );
  if (missing.length === 0) return store;
  throw invalidOption(
    `The \`idempotency\` option is not an idempotency store: it has no method ${missing.join(", ")}.`,
  );
}

/** The kind of API key that a host accepts. */
type KeyKind = "sendo" | "sandbox" | "any";

function resolveApiKey(apiKey: SendoOptions["apiKey"], kind: KeyKind): () => string | Promise<string> {
  if (apiKey === undefined) throw new SendoConfigError({ code: "config_api_key_missing" });
  if (typeof apiKey !== "function") {
    const checked = checkApiKey(apiKey, kind);
    return () => checked;
  }
  return () => {
    const given = apiKey();
    return typeof given === "string" ? checkApiKey(given, kind) : given.then((key) => checkApiKey(key, kind));
  };
}

function checkApiKey(apiKey: unknown, kind: KeyKind): string {
  // Printable ASCII characters except spaces. Both HTTP headers and Sendo's dashboard allow these characters.
  if (typeof apiKey !== "string" || !/^[\x21-\x7e]+$/.test(apiKey) || isInQuotes(apiKey)) {
    throw new SendoConfigError({ code: "config_api_key_invalid" });
  }
  const isSandboxKey = apiKey.startsWith(SANDBOX_PREFIX);
  if (isSandboxKey && kind === "sendo") throw new SendoConfigError({ code: "config_api_key_sandbox" });
  if (!isSandboxKey && kind === "sandbox")
    throw new SendoConfigError({ code: "config_api_key_sandbox", message: NOT_A_SANDBOX_KEY });
  return apiKey;
}

const NOT_A_SANDBOX_KEY =
  "`baseUrl` uses the host in SENDO_SANDBOX_HOST, but the API key is not a sandbox key (sandbox_...). The key " +
  "is not sent to that host. Use the key that the sandbox printed, or unset SENDO_SANDBOX_HOST.";

// Sendo would reject every send whose campaign or number is enclosed in quotation marks.
function readVariable(env: Readonly<Record<string, string | undefined>>, name: string): string | undefined {
  const value = env[name];
  if (value === undefined || value === "") return undefined;
  if (!isInQuotes(value)) return value;
  throw invalidOption(
    `The variable ${name} begins or ends with a quote. \`docker run --env-file\` keeps quotes as part of the value: remove them.`,
  );
}

const wholeNumber = (name: string, value: unknown, range: WholeNumberRange): number =>
  checkWholeNumber("Sendo", name, value, range);

const optionalWholeNumber = (name: string, value: number | undefined): number | undefined =>
  value === undefined ? undefined : wholeNumber(name, value, { min: 1 });
