import type { IdempotencyStore } from "../stores/idempotency-store.js";
import type { SendoGuard } from "./sendo-guard.js";
import type { SendoLogger } from "../observe/logger.js";
import type { RateLimitStore } from "../stores/rate-limit-store.js";
import type { Transport } from "../transport/transport.js";

/** How a client is configured. Everything has a default: `new Sendo()` works from environment variables. */
export interface SendoOptions {
  /**
   * The API key: a string, or a function that is called before each request (for keys that rotate). It is kept private and added to
   * a request in the last step, so nothing prints it.
   *
   * A key that begins with `sandbox_` is accepted for local addresses and the host in `SENDO_SANDBOX_HOST` only, and no other key is
   * sent to that host.
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
   * The address of the API. It must use `https:`. A path is kept as a prefix; credentials, a query or a fragment are rejected.
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
   * Certificate authorities to trust in addition to those that Node trusts, as PEM. Verification cannot be switched off:
   * `NODE_TLS_REJECT_UNAUTHORIZED` has no effect on this client. With `--use-openssl-ca`, set `SSL_CERT_FILE` or `SSL_CERT_DIR` too.
   *
   * @defaultValue the file named by `SENDO_CA_FILE`, for local base URLs and the host in `SENDO_SANDBOX_HOST` only; else none. A file
   * that does not exist yet is read when the first connection is made
   */
  ca?: string | Uint8Array | readonly (string | Uint8Array)[] | undefined;
  /**
   * Maximum time for one attempt, from its start until the complete response has arrived, in milliseconds (1 to 600,000). Waiting for
   * the rate limit does not count. Give one number for reads and writes, or one for each.
   *
   * Keep the time for writes long: a send that times out after dispatch has an unknown outcome.
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
   * Maximum time for a whole call, in milliseconds (1 or more): queue, attempts and the waits between them. If a wait cannot fit (before
   * a retry, or until the end of a 429), the call ends immediately. Set it for calls that a person or another server waits for.
   *
   * @defaultValue none
   */
  deadlineMs?: number | undefined;
  /**
   * How often a call is retried if that is safe; `false` means exactly one request. A request whose outcome is unknown is never
   * retried, whatever is set here.
   *
   * @defaultValue `{ reads: 2, notSent: 3, rateLimited: 5 }`
   */
  retry?: false | RetryOptions | undefined;
  /**
   * The rate limit in requests per second: 1 to 1000. Raise it when support@sendo.dev has raised yours. Lower it to share one account
   * among processes (`5` in each of four). `false` enforces no limit and only waits after a 429.
   *
   * @defaultValue `20`, Sendo's documented limit
   */
  requestsPerSecond?: number | false | undefined;
  /** How calls wait for the rate limit. @defaultValue the defaults of {@link RateLimitOptions} */
  rateLimit?: RateLimitOptions | undefined;
  /**
   * Maximum number of requests in flight, and so of connections: 1 to 1000.
   *
   * @defaultValue `20`
   */
  maxConnections?: number | undefined;
  /**
   * Whether each send carries a reference in its metadata (key `sendo_ref`), by which `messages.resolve` finds it if the outcome is
   * unknown. Messages that you read show it as `message.reference` instead. `false` sends none unless a call names one.
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
   * Decides whether a message may be sent, such as `createGuard` of `@sendo/core/guard`: test numbers only, allowed countries,
   * budgets. It applies to every send of this client and of the clients that `withOptions` derives from it, including
   * `sendMany`, `request()` and an outbox. A message that it rejects fails as `guard_rejected`, outcome `not-sent`.
   *
   * @defaultValue none: every valid message is sent
   */
  guard?: SendoGuard | undefined;
  /**
   * A proxy, such as `http://proxy.example:3128`; see {@link HttpsTransportOptions.proxy}. It is not used for a local `baseUrl`, and
   * it cannot be combined with your own `transport`. `null` and an empty string count as not given.
   *
   * @defaultValue none; with Node's `NODE_USE_ENV_PROXY=1` or `--use-env-proxy`, the proxy in `HTTPS_PROXY` unless `NO_PROXY` names
   * the host
   */
  proxy?: string | null | undefined;
  /**
   * How requests are made. Failures of your own transport count as `not-sent` only if it says so. `close()` leaves it open, since several
   * clients can use it: close it yourself.
   *
   * @defaultValue `node:https`, see {@link HttpsTransport}
   */
  transport?: Transport | undefined;
  /**
   * Further headers of each request, such as a `traceparent`: called before each attempt, after the wait for the rate limit. The headers
   * that a call must not set it cannot set either. If it throws, or returns what cannot be sent, nothing is sent and the call fails as
   * `config_headers_failed`.
   *
   * @defaultValue none
   */
  attemptHeaders?: ((attempt: AttemptInfo) => Readonly<Record<string, string>> | Headers | undefined) | undefined;
  /**
   * Where log lines go: any object with pino's four methods. Lines contain no key, no whole phone number and no message body.
   *
   * @defaultValue none: nothing is logged
   */
  logger?: SendoLogger | undefined;
}

/** What the option `attemptHeaders` is told. */
export interface AttemptInfo {
  /** Such as `POST /v1/message/send`; ids are replaced by `{id}`. */
  readonly operation: string;
  /** 1 for the first request of a call. */
  readonly attempt: number;
  /** Of a send that carries one. */
  readonly reference?: string | undefined;
}

/** How often a call is retried if that is safe: 0 to 20 each. Waits between retries are random, up to 0.5 s, 1 s, 2 s ... 10 s. */
export interface RetryOptions {
  /** Reads: after connection failures, timeouts, 408, 5XX and unreadable responses. @defaultValue `2` */
  reads?: number | undefined;
  /** Writes that certainly did not leave this process; never after a rejected certificate. @defaultValue `3` */
  notSent?: number | undefined;
  /** Reads and writes that got a 429, behind the limiter. @defaultValue `5` */
  rateLimited?: number | undefined;
}

/** How calls wait for the rate limit. */
export interface RateLimitOptions {
  /**
   * The account whose limit it is. Clients of one account share one limiter in a process, whatever package or module created them.
   *
   * @defaultValue the client's `account`, else a digest of the API key, each with the host; a client whose key is a function
   * and that has no `account` has a limiter of its own
   */
  account?: string | undefined;
  /**
   * The ledger that all processes of the account share, such as `redisRateLimitStore` of `@sendo/redis`: together they enforce
   * `requestsPerSecond`. While the store is unavailable, each process uses its share, logs a warning, and recovers automatically.
   *
   * @defaultValue none: the limit is enforced for this process only
   */
  store?: RateLimitStore | undefined;
  /**
   * The number of processes that divide the limit while the store is unavailable: 1 to 1000. Each uses at least one request per second.
   *
   * @defaultValue the last number that the store reported; one request per second if it has never responded
   */
  fallbackProcesses?: number | undefined;
  /** Calls that may wait: 1 to 1,000,000. One more fails immediately as `queue_full`. @defaultValue `10_000` */
  maxQueue?: number | undefined;
  /**
   * Maximum wait in the queue, in milliseconds; then the call fails as `queue_timeout`, outcome `not-sent`. If a 429 is known to last
   * longer, the call fails immediately.
   *
   * @defaultValue none
   */
  maxQueueWaitMs?: number | undefined;
}
