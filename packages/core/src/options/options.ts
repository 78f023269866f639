import type { IdempotencyStore } from "../stores/idempotency-store.js";
import type { SendoLogger } from "../observe/logger.js";
import type { RateLimitStore } from "../stores/rate-limit-store.js";
import type { Transport } from "../transport/transport.js";

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
   * Your own name for the account, 1 to 200 characters such as `eu`, which stays the same when the API key rotates. An
   * idempotency store keeps the keys of each named account apart, an outbox of `@sendo/bullmq` sends only its own account's
   * messages, and clients of one name and host share a rate limit (unless `rateLimit.account` says otherwise).
   *
   * Choose it before the first send: an idempotency store does not find under a new name what it stored without one, so a job
   * that runs again would send again. Required with `idempotency` when `apiKey` is a function.
   *
   * @defaultValue none: the account is recognised by a digest of its API key, so a rotated key counts as another account
   */
  account?: string | undefined;
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
   * `@sendo/redis` or your own for several. Clients on one store share its keys if they have the same `account`. Without
   * `account`, a key that a client with another API key used fails as `idempotency_key_reused`, and nothing is sent.
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
   * @defaultValue the client's `account`, else a digest of the API key, each with the host; a client whose key is a function
   * and that has no `account` has a limiter of its own
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
  fallbackProcesses?: number | undefined;
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
