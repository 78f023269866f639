import type { HttpReply, HttpRequestLike } from "../http/http.js";
import { systemClock, type Clock } from "../internal/clock.js";
import { checkOptionNames, checkWholeNumber, invalidOption, type OptionNames } from "../errors/option-checks.js";
import { apiError } from "./api-error.js";
import { readBearer, resolveKeys, type KeyLookup } from "./keys.js";
import { rateHeaders, RESET_FORMATS, type ResetFormat } from "./rate-headers.js";
import { createWindow, WINDOW_MS, WINDOW_RULES, type Moment, type RateWindow, type WindowRule } from "./window.js";

/** Gate options. */
export interface GateOptions {
  /**
   * The API keys. If you pass a list, each key is a separate account, named after the key's digest. If several keys
   * should share one limit, pass a function that maps each key to an account.
   */
  keys: readonly string[] | KeyLookup;
  /**
   * Requests per second for one account, from 1 to 10,000. `false` means no limit. According to Sendo's documentation, every
   * response has the rate-limit headers. Without a limit, they always report 10,000 as both the limit and the number of
   * remaining requests. A function is called for every request, so the limit can change while the gate runs.
   *
   * @defaultValue `20`, Sendo's documented limit
   */
  requestsPerSecond?: number | false | ((account: string) => number | false) | undefined;
  /**
   * Rule for counting requests. Sendo does not document which rule it uses.
   *
   * @defaultValue `"sliding-log"`, the strictest rule: a client that follows it also stays within the limit under every
   * other rule
   */
  window?: WindowRule | undefined;
  /**
   * Format of `X-RateLimit-Reset`. Sendo's documentation says only "timestamp".
   *
   * @defaultValue `"epoch-seconds"`
   */
  resetFormat?: ResetFormat | undefined;
  /**
   * Whether a 429 response has a `Retry-After` header. Its value is in whole seconds, rounded up.
   *
   * @defaultValue `false`: Sendo does not document the header
   */
  retryAfter?: boolean | undefined;
  /**
   * Whether a request rejected with 429 also counts toward the limit. This affects only `sliding-log` and `token-bucket`.
   * With `true`, requests from a client that keeps exceeding the limit are rejected until it slows down. Sendo does not
   * document whether rejected requests count toward the limit.
   *
   * @defaultValue `false`
   */
  countRejected?: boolean | undefined;
  /**
   * The clock. The value of `now()` should include fractions of a millisecond.
   *
   * @defaultValue the system clock
   */
  clock?: Pick<Clock, "now" | "epochMs"> | undefined;
}

/** A request to the gate. */
export interface GateRequest {
  /** Whether the request came over TLS, according to the socket. Trust a proxy's header only if the proxy is yours. */
  readonly secure: boolean;
  /** Node's headers object, with lowercase names. The gate reads only the `authorization` header. */
  readonly headers: HttpRequestLike["headers"];
}

/** The gate's decision about a request. */
export type GateVerdict =
  | {
      readonly admitted: true;
      /** The key's account. */
      readonly account: string;
      /** Headers to add to the response, regardless of its status. Header names are lowercase. */
      readonly headers: Readonly<Record<string, string>>;
    }
  | {
      readonly admitted: false;
      /** The key's account, if the key is valid and the request was rejected with 429 or 503. */
      readonly account?: string;
      /** The whole response, including the three `X-RateLimit` headers. */
      readonly reply: HttpReply;
    };

/** How much of an account's limit is used. */
export interface GateUsage {
  /** Requests per second. */
  readonly limit: number;
  /** Number of requests that would be admitted now. */
  readonly remaining: number;
  /** Time at which `remaining` increases, in milliseconds since 1970. */
  readonly resetAtMs: number;
}

/** Authenticates and rate-limits requests to a Sendo-compatible API. To create a gate, call {@link createGate}. */
export interface Gate {
  /**
   * Decides whether to admit one request, and counts it. It is synchronous, so requests are counted in the order in which they
   * arrive.
   *
   * The checks run in this order. Plain HTTP is rejected with 400, a missing key with 401 and an unknown key with 403. If too
   * many accounts are active, a request is rejected with 503. A request over the limit is rejected with 429. Only requests with a
   * known key are counted.
   *
   * @throws A {@link SendoConfigError} with code `config_option_invalid` if the `keys` or `requestsPerSecond` function returned
   * an invalid value. If `admit` throws, reject the request.
   */
  admit(request: GateRequest): GateVerdict;
  /** Returns the usage without counting a request, or `undefined` for an account without a limit. */
  usage(account: string): GateUsage | undefined;
}

/** @internal */
export const OPTION_NAMES: OptionNames<GateOptions> = {
  keys: true,
  requestsPerSecond: true,
  window: true,
  resetFormat: true,
  retryAfter: true,
  countRejected: true,
  clock: true,
};
const DOCUMENTED_LIMIT = 20;
const HIGHEST_LIMIT = 10_000;
const MAX_ACCOUNTS = 10_000;

interface AccountState {
  readonly window: RateWindow;
  seenAtMs: number;
}

/**
 * Creates a gate, which implements the part of Sendo's API contract that is the same for every endpoint. It requires HTTPS,
 * and an API key as a Bearer token (401 if the key is missing, 403 if it is wrong). It limits each account's requests per
 * second, adds the three `X-RateLimit` headers to every response, and returns errors as `{ "error": string }`. The gate
 * makes no network requests and sets no timers.
 *
 * It stores at most 10,000 accounts, and removes accounts that have made no request for a second. Once that many
 * accounts are stored, requests from other accounts are rejected with 503. If the gate admitted such a request without
 * counting it, or evicted an active account, it could not enforce the limit.
 *
 * @throws A {@link SendoConfigError} with code `config_option_invalid` for an invalid or unknown option.
 *
 * @example
 * ```ts
 * const gate = createGate({ keys: ["sandbox_k3Yw9TbQx27LmPz0"] });
 * https.createServer(tls, (req, res) => {
 *   const verdict = gate.admit({ secure: true, headers: req.headers });
 *   if (!verdict.admitted) {
 *     res.writeHead(verdict.reply.httpStatus, verdict.reply.headers).end(verdict.reply.body);
 *     return;
 *   }
 *   res.writeHead(200, verdict.headers).end("{}");
 * });
 * ```
 */
export function createGate(options: GateOptions): Gate {
  checkOptionNames("createGate", options, OPTION_NAMES);
  const { window: rule = "sliding-log", resetFormat = "epoch-seconds", clock = systemClock } = options;
  const { retryAfter = false, countRejected = false, requestsPerSecond = DOCUMENTED_LIMIT } = options;
  oneOf("window", rule, WINDOW_RULES);
  oneOf("resetFormat", resetFormat, RESET_FORMATS);
  const lookup = resolveKeys(options.keys);
  const limitOf = typeof requestsPerSecond === "function" ? requestsPerSecond : () => requestsPerSecond;
  const limitOfUnknown = typeof requestsPerSecond === "function" ? DOCUMENTED_LIMIT : checkLimit(requestsPerSecond);
  const accounts = createAccounts(rule, countRejected);

  const moment = (): Moment => ({ nowMs: clock.now(), epochMs: clock.epochMs() });

  const unused = createWindow(rule, false);
  const unlimitedHeaders = (at: Moment): Readonly<Record<string, string>> =>
    rateHeaders(HIGHEST_LIMIT, unused.read(HIGHEST_LIMIT, at), at.epochMs, resetFormat);

  // For an unknown key, the headers report that none of the limit has been used.
  const unknownKeyHeaders = (at: Moment): Readonly<Record<string, string>> => {
    if (limitOfUnknown === false) return unlimitedHeaders(at);
    return rateHeaders(limitOfUnknown, createWindow(rule, false).read(limitOfUnknown, at), at.epochMs, resetFormat);
  };

  return {
    admit({ secure, headers }) {
      const at = moment();
      const reject = (
        httpStatus: number,
        message: string,
        extra: Readonly<Record<string, string>> = {},
      ): GateVerdict => ({
        admitted: false,
        reply: apiError(httpStatus, message, { ...unknownKeyHeaders(at), ...extra }),
      });

      // This check comes before the key check, so that a response over plain HTTP reveals nothing about the key.
      if (!secure) return reject(400, PLAIN_HTTP_MESSAGE);
      const bearer = readBearer(headers.authorization);
      if (bearer === "missing") return reject(401, MISSING_KEY_MESSAGE, { "www-authenticate": "Bearer" });
      const account = bearer === "malformed" ? undefined : lookup(bearer.key);
      if (account === undefined) return reject(403, WRONG_KEY_MESSAGE);

      const limit = checkLimit(limitOf(account));
      if (limit === false) return { admitted: true, account, headers: unlimitedHeaders(at) };
      const window = accounts.touch(account, at.nowMs);
      if (window === undefined) return { ...reject(503, TOO_MANY_ACCOUNTS_MESSAGE, { "retry-after": "1" }), account };
      const admitted = window.take(limit, at);
      const reading = window.read(limit, at);
      const shown = rateHeaders(limit, reading, at.epochMs, resetFormat);
      if (admitted) return { admitted, account, headers: shown };
      const wait = retryAfter ? { "retry-after": String(Math.ceil(reading.resetInMs / 1000)) } : {};
      return { admitted, account, reply: apiError(429, OVER_LIMIT_MESSAGE, { ...shown, ...wait }) };
    },

    usage(account) {
      const limit = checkLimit(limitOf(account));
      if (limit === false) return undefined;
      const at = moment();
      const { remaining, resetInMs } = (accounts.peek(account) ?? createWindow(rule, countRejected)).read(limit, at);
      return { limit, remaining, resetAtMs: at.epochMs + resetInMs };
    },
  };
}

// Servers commonly respond with 400 if plain HTTP reaches a TLS port, so the gate does the same. A 403 would mean that the key
// is wrong. A redirect would make clients send the key unencrypted with every call.
const PLAIN_HTTP_MESSAGE = "HTTPS only: use https:// in the base URL. If a key was sent over plain HTTP, replace it.";
const MISSING_KEY_MESSAGE = "API key missing: send the header Authorization: Bearer {key}.";
const WRONG_KEY_MESSAGE = "API key invalid.";
const OVER_LIMIT_MESSAGE = "Rate limit exceeded: send fewer requests per second.";
const TOO_MANY_ACCOUNTS_MESSAGE = "Too many active accounts: try again in a second.";

function createAccounts(rule: WindowRule, countRejected: boolean) {
  // The first account is the least recently seen one, because `touch` moves an account to the end.
  const states = new Map<string, AccountState>();
  return {
    /** Returns the account's window, or `undefined` if too many accounts are active. */
    touch(account: string, nowMs: number): RateWindow | undefined {
      let state = states.get(account);
      if (state !== undefined) states.delete(account);
      dropIdle(states, nowMs);
      if (states.size >= MAX_ACCOUNTS) return undefined;
      state ??= { window: createWindow(rule, countRejected), seenAtMs: nowMs };
      state.seenAtMs = nowMs;
      states.set(account, state);
      return state.window;
    },
    peek: (account: string): RateWindow | undefined => states.get(account)?.window,
  };
}

// Once an account has made no requests for a whole window, its count is zero, so deleting the account changes nothing. Each
// request adds at most one account and deletes up to two. Idle accounts are therefore removed gradually, so no
// single request has to delete many of them.
function dropIdle(states: Map<string, AccountState>, nowMs: number): void {
  let left = 2;
  for (const [account, state] of states) {
    if (left === 0 || nowMs - state.seenAtMs < WINDOW_MS) return;
    states.delete(account);
    left -= 1;
  }
}

function checkLimit(limit: number | false): number | false {
  if (limit === false) return limit;
  return checkWholeNumber("createGate", "requestsPerSecond", limit, {
    min: 1,
    max: HIGHEST_LIMIT,
    or: "false for no limit",
  });
}

function oneOf(name: string, value: string, choices: readonly string[]): void {
  if (!choices.includes(value))
    throw invalidOption(`The \`${name}\` option of createGate must be one of ${choices.join(", ")}.`);
}
