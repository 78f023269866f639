import type { HttpReply, HttpRequestLike } from "../http/http.js";
import { systemClock, type Clock } from "../internal/clock.js";
import { checkOptionNames, checkWholeNumber, invalidOption, type OptionNames } from "../errors/option-checks.js";
import { apiError } from "./api-error.js";
import { readBearer, resolveKeys, type KeyLookup } from "./keys.js";
import { rateHeaders, RESET_FORMATS, type ResetFormat } from "./rate-headers.js";
import { createWindow, WINDOW_MS, WINDOW_RULES, type Moment, type RateWindow, type WindowRule } from "./window.js";

/** Who may pass, how often, and how it is told. */
export interface GateOptions {
  /**
   * The API keys. A list makes each key an account of its own (named after the key's digest, never after the key); a
   * function names the account of a key, so that several keys can share one limit.
   */
  keys: readonly string[] | KeyLookup;
  /**
   * Requests a second for one account, 1 to 10,000. `false`: no limit. The headers, which are documented for every
   * response, then show 10,000 requests that are never used up: at least so many are left. A function is asked at every request, so that a limit can change while the gate is up.
   *
   * @defaultValue `20`, what Sendo documents
   */
  requestsPerSecond?: number | false | ((account: string) => number | false) | undefined;
  /**
   * The rule by which requests are counted. Sendo does not document it.
   *
   * @defaultValue `"sliding-log"`: the strictest, so that what passes here passes under every rule
   */
  window?: WindowRule | undefined;
  /**
   * How `X-RateLimit-Reset` is written. Sendo says "timestamp" and no more.
   *
   * @defaultValue `"epoch-seconds"`
   */
  resetFormat?: ResetFormat | undefined;
  /**
   * Whether a 429 carries `Retry-After`, in whole seconds, rounded up.
   *
   * @defaultValue `false`: Sendo does not document the header
   */
  retryAfter?: boolean | undefined;
  /**
   * Whether a request that is rejected with 429 uses up the limit all the same. It makes a difference for `sliding-log`
   * and `token-bucket`, where a client that keeps hammering is then never admitted. Sendo does not document it.
   *
   * @defaultValue `false`
   */
  countRejected?: boolean | undefined;
  /**
   * Where time comes from; `now()` should have fractions of a millisecond.
   *
   * @defaultValue the machine's clock
   */
  clock?: Pick<Clock, "now" | "epochMs"> | undefined;
}

/** What the gate looks at. */
export interface GateRequest {
  /** Whether it came over TLS. Say what the socket says; trust a proxy's header only if the proxy is yours. */
  readonly secure: boolean;
  /** Node's header object: names in lower case. Only `authorization` is read. */
  readonly headers: HttpRequestLike["headers"];
}

/** Whether a request may pass. Exactly one of the two. */
export type GateVerdict =
  | {
      readonly admitted: true;
      /** Whose key it was. */
      readonly account: string;
      /** To be added to the answer, whatever its status. Names in lower case. */
      readonly headers: Readonly<Record<string, string>>;
    }
  | {
      readonly admitted: false;
      /** Whose key it was, where the key is known: it is only over its limit. */
      readonly account?: string;
      /** The whole answer; its headers hold the three `X-RateLimit` headers already. */
      readonly reply: HttpReply;
    };

/** How far an account has used its limit. */
export interface GateUsage {
  /** Requests a second. */
  readonly limit: number;
  /** Requests that would be admitted at this moment. */
  readonly remaining: number;
  /** When `remaining` grows, in milliseconds since 1970. */
  readonly resetAtMs: number;
}

/** The door of a Sendo-compatible API. Made by {@link createGate}. */
export interface Gate {
  /**
   * Decides on one request and counts it. Synchronous, so that requests are counted in the order of their arrival.
   *
   * In this order: plain HTTP is rejected with 400; no Bearer key with 401; a key that nobody has with 403; one over the
   * limit with 429. Only requests with a known key are counted.
   *
   * @throws A {@link SendoConfigError} `config_option_invalid`: a function given as `keys` or `requestsPerSecond` answered
   * something that is neither. The request must then not pass.
   */
  admit(request: GateRequest): GateVerdict;
  /** Looks without counting, for a gauge. `undefined`: this account has no limit. */
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
 * Serves the half of the Sendo API's contract that comes before any endpoint: HTTPS only, Bearer keys (missing 401,
 * wrong 403), a number of requests a second for each account with the three `X-RateLimit` headers on every response, 429
 * beyond, and failures as `{ "error": string }`. No network, no timers: one decision at a time.
 *
 * It remembers at most 10,000 accounts that were seen within the last second. A further one in that second is answered
 * 503: letting it pass uncounted, or forgetting another's count, would break the limit.
 *
 * @throws A {@link SendoConfigError} `config_option_invalid`: an option is not usable, or has a name that is none.
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
  const limitOfStrangers = typeof requestsPerSecond === "function" ? DOCUMENTED_LIMIT : checkLimit(requestsPerSecond);
  const accounts = createAccounts(rule, countRejected);

  const moment = (): Moment => ({ nowMs: clock.now(), epochMs: clock.epochMs() });

  const unlimitedHeaders = (at: Moment): Readonly<Record<string, string>> =>
    rateHeaders(HIGHEST_LIMIT, createWindow(rule, false).read(HIGHEST_LIMIT, at), at.epochMs, resetFormat);

  // Nobody's count: what somebody who has not used anything would be told.
  const strangerHeaders = (at: Moment): Readonly<Record<string, string>> => {
    if (limitOfStrangers === false) return unlimitedHeaders(at);
    return rateHeaders(limitOfStrangers, createWindow(rule, false).read(limitOfStrangers, at), at.epochMs, resetFormat);
  };

  return {
    admit({ secure, headers }) {
      const at = moment();
      const refuse = (httpStatus: number, text: string, extra: Readonly<Record<string, string>> = {}): GateVerdict => ({
        admitted: false,
        reply: apiError(httpStatus, text, { ...strangerHeaders(at), ...extra }),
      });

      // Before the key is looked at, so that nothing about it can be learned over plain HTTP.
      if (!secure) return refuse(400, PLAIN_HTTP_TEXT);
      const bearer = readBearer(headers.authorization);
      if (bearer === "missing") return refuse(401, MISSING_TEXT, { "www-authenticate": "Bearer" });
      const account = bearer === "malformed" ? undefined : lookup(bearer.key);
      if (account === undefined) return refuse(403, WRONG_TEXT);

      const limit = checkLimit(limitOf(account));
      if (limit === false) return { admitted: true, account, headers: unlimitedHeaders(at) };
      const window = accounts.touch(account, at.nowMs);
      if (window === undefined) return { ...refuse(503, CROWDED_TEXT, { "retry-after": "1" }), account };
      const admitted = window.take(limit, at);
      const reading = window.read(limit, at);
      const shown = rateHeaders(limit, reading, at.epochMs, resetFormat);
      if (admitted) return { admitted, account, headers: shown };
      const wait = retryAfter ? { "retry-after": String(Math.ceil(reading.resetInMs / 1000)) } : {};
      return { admitted, account, reply: apiError(429, OVER_TEXT, { ...shown, ...wait }) };
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

// 400 for plain HTTP: Sendo does not serve it at all. 403 would say that the key is wrong, a redirect would have the key
// sent in the clear at every call, and 400 is what a TLS port commonly answers to it.
const PLAIN_HTTP_TEXT =
  "HTTPS only: use https:// in the base URL. A key that was sent over plain HTTP should be replaced.";
const MISSING_TEXT = "API key missing: send the header Authorization: Bearer {key}.";
const WRONG_TEXT = "API key invalid.";
const OVER_TEXT = "Rate limit exceeded: send fewer requests a second.";
const CROWDED_TEXT = "Too many accounts at once: try again in a second.";

function createAccounts(rule: WindowRule, countRejected: boolean) {
  // The longest unseen first, since touching an account moves it to the end.
  const states = new Map<string, AccountState>();
  return {
    /** The account's count, or `undefined` when the memory is full of busy ones. */
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

// An account that was quiet for a whole window has a clean count under every rule, so that forgetting it changes
// nothing. Two at a time: more than one request can add, and no request pays for all the others.
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
    throw invalidOption(`The option \`${name}\` of createGate must be one of ${choices.join(", ")}.`);
}
