import type { IdempotencyStore } from "../stores/idempotency-store.js";
import type { SendoGuard } from "./sendo-guard.js";
import type { SendoLogger } from "../observe/logger.js";
import type { RateLimitStore } from "../stores/rate-limit-store.js";
import type { Transport } from "../transport/transport.js";

/** Client options. `new Sendo()` without options uses the environment variables and the default values. */
export interface SendoOptions {
  /**
   * The API key: a string, or a function that is called before each request (for keys that rotate). The client keeps the key
   * private and never logs it.
   *
   * A key that begins with `sandbox_` is accepted only for local addresses and the host in `SENDO_SANDBOX_HOST`. No other key is
   * sent to that host.
   *
   * @defaultValue the environment variable `SENDO_API_KEY`
   */
  apiKey?: string | (() => string | Promise<string>) | undefined;
  /**
   * Your own name for the account, such as `eu` (1 to 200 characters). It must stay the same when you rotate the API key. An
   * idempotency store keeps each named account's keys separate. A `@sendo/bullmq` outbox sends only its own account's messages.
   * Clients with the same account name and host share a rate limit. You can change that with `rateLimit.account`.
   *
   * Set the name before the first send. If you change the name, an idempotency store no longer finds the account's earlier
   * entries. A job that runs again would then send its message again. The name is required if `idempotency` is set and `apiKey`
   * is a function.
   *
   * @defaultValue none: a digest of the API key identifies the account, so a new key counts as a new account
   */
  account?: string | undefined;
  /**
   * Base URL of the API. The URL must use `https:`. If the URL contains a path, each endpoint's path is appended to it.
   * A URL with credentials, a query string or a fragment is rejected.
   *
   * @defaultValue the environment variable `SENDO_BASE_URL`, or `https://api.sendo.dev` if the variable is not set
   */
  baseUrl?: string | undefined;
  /**
   * Id of the campaign to send from if a `send` call does not specify one.
   *
   * @defaultValue the environment variable `SENDO_CAMPAIGN`, if it is set
   */
  campaign?: string | undefined;
  /**
   * E.164 number to send from if a `send` call does not specify one. Sendo does not document which number it
   * chooses for a campaign with several numbers.
   *
   * @defaultValue the environment variable `SENDO_FROM`. If it is not set, Sendo chooses the number
   */
  from?: string | undefined;
  /**
   * PEM certificate authorities to trust in addition to Node's. Verification cannot be disabled: `NODE_TLS_REJECT_UNAUTHORIZED`
   * has no effect on this client. With `--use-openssl-ca`, also set `SSL_CERT_FILE` or `SSL_CERT_DIR`.
   *
   * @defaultValue for a local base URL or the host in `SENDO_SANDBOX_HOST`, the file in `SENDO_CA_FILE`; for other URLs, no
   * file. If the file does not exist yet, it is read when the first connection is made
   */
  ca?: string | Uint8Array | readonly (string | Uint8Array)[] | undefined;
  /**
   * Maximum time for one attempt, from its start to the complete response, in milliseconds (1 to 600,000). Time spent waiting
   * for a rate-limit slot is not included. Pass one number for both reads and writes, or an object with a number for each.
   *
   * Keep the timeout for writes long: a send that times out after dispatch has an unknown outcome.
   *
   * @defaultValue `{ read: 10_000, write: 60_000 }`
   */
  timeoutMs?:
    | number
    | {
        /** Timeout for read-only requests. @defaultValue `10_000` */
        read?: number | undefined;
        /** Timeout for sends, purchases, creates and updates. @defaultValue `60_000` */
        write?: number | undefined;
      }
    | undefined;
  /**
   * Maximum time for a whole call, in milliseconds (1 or more). It includes the time in the queue, all attempts and the waits
   * between them. If a wait, such as a retry delay or the wait after a 429, would exceed the deadline, the call fails
   * immediately. Set a deadline for calls that a user or another server is waiting for.
   *
   * @defaultValue none
   */
  deadlineMs?: number | undefined;
  /**
   * Maximum number of retries per call for each cause. With `false`, a call makes exactly one request. A request whose outcome
   * is unknown is never retried.
   *
   * @defaultValue `{ reads: 2, notSent: 3, rateLimited: 5 }`
   */
  retry?: false | RetryOptions | undefined;
  /**
   * Rate limit in requests per second: 1 to 1000. To raise it, first ask support@sendo.dev to raise your limit. Lower it to
   * split one account's limit across processes, for example to `5` in each of four processes. With `false`, no limit is enforced,
   * and calls wait only after a 429.
   *
   * @defaultValue `20`, Sendo's documented limit
   */
  requestsPerSecond?: number | false | undefined;
  /** How calls wait for a rate-limit slot. @defaultValue the defaults in {@link RateLimitOptions} */
  rateLimit?: RateLimitOptions | undefined;
  /**
   * Maximum number of requests in flight, and therefore of open connections: 1 to 1000.
   *
   * @defaultValue `20`
   */
  maxConnections?: number | undefined;
  /**
   * Whether each send includes a reference in its metadata (key `sendo_ref`). `messages.resolve` finds the message by its
   * reference if the outcome is unknown. When you read a message, its reference is in `message.reference`. With `false`, a
   * reference is sent only if a call specifies one.
   *
   * @defaultValue `true`
   */
  reference?: boolean | undefined;
  /**
   * Store for the idempotency keys passed to `messages.send`. Use {@link memoryIdempotencyStore} for a single process. For
   * several processes, use `@sendo/redis` or your own store. Clients that use the same store and have the same `account` share
   * idempotency keys. Without `account`, each idempotency key belongs to one API key. If you use it with another API key, the
   * call fails with code `idempotency_key_reused`, and nothing is sent.
   *
   * @defaultValue none: calls with an `idempotencyKey` fail
   */
  idempotency?: IdempotencyStore | undefined;
  /**
   * Decides whether a message is allowed to be sent. `createGuard` from `@sendo/core/guard` creates a guard that can restrict
   * sending to test numbers or certain countries, or enforce budgets. The guard applies to every send by this client and by clients
   * derived from it with `withOptions`. The guard also applies to `sendMany`, `request()` and an outbox. If it rejects a
   * message, the call fails with code `guard_rejected` and outcome `not-sent`.
   *
   * @defaultValue none: every valid message is sent
   */
  guard?: SendoGuard | undefined;
  /**
   * Proxy URL, such as `http://proxy.example:3128`; see {@link HttpsTransportOptions.proxy}. The proxy is not used for a local
   * `baseUrl`. This option cannot be combined with your own `transport`. `null` and an empty string are treated as omitted.
   *
   * @defaultValue none. If `NODE_USE_ENV_PROXY=1` or Node's `--use-env-proxy` flag is set, the default is the proxy in
   * `HTTPS_PROXY`. That proxy is not used for hosts listed in `NO_PROXY`
   */
  proxy?: string | null | undefined;
  /**
   * Makes the requests. If you use your own transport, a failure counts as `not-sent` only if the transport reports
   * `dispatched: false`. `close()` does not close your own transport, because several clients can share it. Close it yourself.
   *
   * @defaultValue `node:https` (see {@link HttpsTransport})
   */
  transport?: Transport | undefined;
  /**
   * Returns additional headers, such as `traceparent`, for each request. It is called before each attempt, once the call has a
   * rate-limit slot. It cannot override headers set by the client. If it throws or returns invalid headers, nothing is sent,
   * and the call fails with code `config_headers_failed`.
   *
   * @defaultValue none
   */
  attemptHeaders?: ((attempt: AttemptInfo) => Readonly<Record<string, string>> | Headers | undefined) | undefined;
  /**
   * Logger: any object with pino's `debug`, `info`, `warn` and `error` methods. Log lines contain no key, full phone number or message body.
   *
   * @defaultValue none: nothing is logged
   */
  logger?: SendoLogger | undefined;
}

/** The argument passed to the `attemptHeaders` function. */
export interface AttemptInfo {
  /** Operation, such as `POST /v1/message/send`. Ids are replaced by `{id}`. */
  readonly operation: string;
  /** Attempt number within the call, starting at 1. */
  readonly attempt: number;
  /** The message's reference, if the call sends a message that has one. */
  readonly reference?: string | undefined;
}

/**
 * Maximum number of retries per call for each cause, from 0 to 20. The waits between retries are randomized. The maximum wait
 * starts at 0.5 s and doubles with each retry, up to 10 s.
 */
export interface RetryOptions {
  /** Retries for reads after connection failures, timeouts, 408, 5XX and unreadable responses. @defaultValue `2` */
  reads?: number | undefined;
  /**
   * Retries for writes that were definitely not sent. A request that fails because of an untrusted certificate is never
   * retried.
   *
   * @defaultValue `3`
   */
  notSent?: number | undefined;
  /**
   * Retries for reads and writes that received a 429 response. These retries also wait for a rate-limit slot.
   *
   * @defaultValue `5`
   */
  rateLimited?: number | undefined;
}

/** How calls wait for a rate-limit slot. */
export interface RateLimitOptions {
  /**
   * Name of the account whose limit applies. Within a process, all clients with the same account name share one limiter,
   * regardless of which package or module created them.
   *
   * @defaultValue the client's `account` and the host. Without `account`, a digest of the API key and the host. If `account` is
   * not set and `apiKey` is a function, the client has its own limiter
   */
  account?: string | undefined;
  /**
   * Store shared by all processes that use the account, such as `redisRateLimitStore` from `@sendo/redis`. Together, the
   * processes enforce `requestsPerSecond`. While the store is unavailable, each process uses its share of the limit and logs a
   * warning. The process recovers automatically.
   *
   * @defaultValue none: the limit is enforced for this process only
   */
  store?: RateLimitStore | undefined;
  /**
   * Number of processes that share the limit while the store is unavailable: 1 to 1000. Each process can send at least one
   * request per second.
   *
   * @defaultValue the number of processes last reported by the store. Before the store's first response, each process sends at
   * most one request per second
   */
  fallbackProcesses?: number | undefined;
  /**
   * Maximum number of calls in the queue: 1 to 1,000,000. Further calls fail immediately with code `queue_full`.
   *
   * @defaultValue `10_000`
   */
  maxQueue?: number | undefined;
  /**
   * Maximum wait in the queue, in milliseconds. After that, the call fails with code `queue_timeout` and outcome `not-sent`. If
   * a 429 blocks sending for at least `maxQueueWaitMs`, the call fails immediately.
   *
   * @defaultValue none
   */
  maxQueueWaitMs?: number | undefined;
}
