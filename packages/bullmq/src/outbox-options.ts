import type { SendoClient, SendoLogger } from "@sendo/core";
import { checkOptionNames, checkWholeNumber, invalidOption, type OptionNames } from "@sendo/core/adapter";
import { resolveAccount, type OutboxAccount } from "./outbox-account.js";
import type {
  BackendFactory,
  ConnectionOptions,
  createPostgresBackend,
  MetricsOptions,
  PostgresConnectionOptions,
  Telemetry,
} from "bullmq";
import { checkConnection } from "./check-connection.js";
import { toQuietMinutes, type OutboxQuietHours, type QuietMinutes } from "./quiet-hours/quiet-hours.js";
import { BodyCipher, type OutboxEncryption } from "./sealed-body.js";

/** Options for {@link createOutbox}. */
export interface OutboxOptions {
  /**
   * The client that sends the messages. Close it yourself after the outbox. If you call `work`, set the client's `idempotency` option to a
   * store that outlives the process, such as `redisIdempotencyStore` from `@sendo/redis`. The memory store is rejected.
   */
  sendo: SendoClient;
  /**
   * BullMQ's `connection`: options, or your own ioredis client with `maxRetriesPerRequest: null`. `close` closes the connections
   * opened by BullMQ, but not your client. With `backend`, pass that backend's connection. ioredis options that break an outbox are
   * rejected: `keyPrefix`, `commandTimeout`, `stringNumbers`, a `socketTimeout` below 15 seconds, and `scaleReads`.
   */
  connection: ConnectionOptions | PostgresConnectionOptions;
  /**
   * The queue's name. The queue for messages in review is `<name>-review`. Processes with the same account and name share one
   * outbox. Outboxes for different accounts need different names. Within one process, using the same name for two accounts causes
   * an error. If two processes use the same name for different accounts, each worker puts the other account's messages back into the queue.
   *
   * @defaultValue `"sendo-outbox"`
   */
  name?: string | undefined;
  /**
   * Your own name for the account: 1 to 200 characters, such as `eu`. The name stays the same when you rotate the API key. Prefer the client's
   * `account` option, because the idempotency store needs it too. This option is for custom clients. Every process that uses the outbox must
   * use the same name for the account.
   *
   * @defaultValue the client's `account`, or a digest of its API key if the client has no `account`
   */
  account?: string | undefined;
  /**
   * Labels of former accounts whose messages this outbox treats as its own. You need this, for example, after you rotate the API key. When a
   * worker returns a message to the queue, it logs the message's label. A label is 8 hexadecimal digits. It is `unmarked` for messages stored
   * by a version without this option. Your client's account sends these messages, so list only accounts that this account replaces.
   *
   * @defaultValue none
   */
  takeOver?: readonly string[] | undefined;
  /** The prefix for keys in Redis. Braces keep all of an outbox's keys on one cluster node. @defaultValue `"{sendo}"` */
  prefix?: string | undefined;
  /**
   * Retries for messages that were not sent, for example because Sendo could not be reached.
   *
   * @defaultValue the defaults in {@link OutboxRetryOptions}: retries for about three hours
   */
  retry?: OutboxRetryOptions | undefined;
  /**
   * The delay before each lookup of a message in review, in milliseconds (1 or more). After the last lookup, the message stays in
   * review until `review.settle` is called.
   *
   * @defaultValue 10 seconds, 1 minute, 5 minutes, 30 minutes, 2 hours, 6 hours, 24 hours
   */
  reviewAfterMs?: readonly number[] | undefined;
  /** How long finished messages stay in Redis, including their phone numbers and bodies. @defaultValue the defaults in {@link OutboxKeepOptions} */
  keep?: OutboxKeepOptions | undefined;
  /** Timeout for storing a message in Redis and for reading from Redis, in milliseconds (1 or more). @defaultValue `5_000` */
  storeTimeoutMs?: number | undefined;
  /** Receives log entries, for example about connection failures and about errors thrown by listeners. @defaultValue none: nothing is logged */
  logger?: SendoLogger | undefined;
  /**
   * Another BullMQ backend, such as `createPostgresBackend` with `connection: { connectionString, migrate: true }`. Its server must be available
   * when the process starts. BullMQ does not try again, and calls fail with `outbox_unavailable` until the process restarts. If the server fails
   * during startup, the process exits. To prevent that, set `connection` to a `Pool` whose clients have an `error` listener.
   *
   * @defaultValue Redis
   */
  backend?: BackendFactory | typeof createPostgresBackend | undefined;
  /**
   * Keys that encrypt the bodies of messages with `sensitive: true`. Each process that enqueues or sends sensitive messages needs the keys.
   *
   * @defaultValue none: `sensitive` messages are rejected with `outbox_key_missing`
   */
  encryption?: OutboxEncryption | undefined;
  /**
   * Holds back messages at night, based on the time zones of the recipient's area code. Messages with `high` priority are exempt. The hours
   * apply to messages enqueued or sent by this process. `{}` selects the default hours.
   *
   * @defaultValue none: messages are sent at any time
   */
  quietHours?: OutboxQuietHours | undefined;
  /**
   * BullMQ's telemetry, such as `new BullMQOtel("my-app")` from `bullmq-otel`, which records spans for storing and sending each message.
   * Spans contain ids and states, but no phone numbers or bodies.
   *
   * @defaultValue none
   */
  telemetry?: Telemetry | undefined;
}

/** Retries for messages that were not sent. */
export interface OutboxRetryOptions {
  /** Maximum number of attempts, 1 or more. @defaultValue `20` */
  attempts?: number | undefined;
  /** The wait after the first attempt, in milliseconds (1 or more). It doubles after each attempt. @defaultValue `5_000` */
  firstDelayMs?: number | undefined;
  /** The longest wait, in milliseconds (1 or more). @defaultValue `900_000` */
  longestDelayMs?: number | undefined;
}

/**
 * How long finished messages stay in Redis. Each message is kept according to the options of the process that enqueued it.
 * Once per minute, workers remove the messages whose retention time has passed.
 */
export interface OutboxKeepOptions {
  /**
   * Retention time for accepted messages, in milliseconds. With `0`, they are removed immediately, so `find` cannot return them.
   *
   * @defaultValue one day
   */
  acceptedMs?: number | undefined;
  /** Retention time for rejected and unsent messages and for settled reviews, in milliseconds. @defaultValue 30 days */
  failedMs?: number | undefined;
}

/** Options for {@link SendoOutbox.work}. */
export interface OutboxWorkOptions {
  /** Maximum number of messages in flight in this process: 1 to 1000. The rate limit always applies. @defaultValue `20` */
  concurrency?: number | undefined;
  /**
   * The time after which an unresponsive worker is considered dead, in milliseconds (1000 or more). Other workers then take over its
   * messages. A value that is too low can cause delays but not a second send, because the idempotency store lets only one worker at
   * a time send a message.
   *
   * @defaultValue `30_000`
   */
  stalledAfterMs?: number | undefined;
  /**
   * Allows an idempotency store that loses its data when the process ends, such as `memoryIdempotencyStore`. This option is for tests that
   * run in one process. The queue outlives the process but the store does not, so a message that was in flight when the process died is
   * sent again.
   *
   * @defaultValue `false`: `work` throws
   */
  allowVolatileStore?: boolean | undefined;
  /**
   * Stores BullMQ's metrics in Redis: the number of finished messages per minute. Read them with
   * `outbox.queues.messages.getMetrics("completed")`.
   *
   * @defaultValue none
   */
  metrics?: MetricsOptions | undefined;
}

/** Validated options with defaults applied. */
export interface ResolvedOutboxOptions {
  readonly sendo: SendoClient;
  readonly account: OutboxAccount;
  /** Its type depends on the backend. */
  readonly connection: ConnectionOptions;
  readonly name: string;
  readonly prefix: string;
  readonly attempts: number;
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
  readonly reviewAfterMs: readonly number[];
  readonly acceptedMs: number;
  readonly failedMs: number;
  readonly storeTimeoutMs: number;
  readonly logger: SendoLogger;
  readonly backend: BackendFactory | undefined;
  readonly telemetry: Telemetry | undefined;
  readonly cipher: BodyCipher | undefined;
  readonly quiet: QuietMinutes | undefined;
}

/** Validated worker options with defaults applied. */
export interface ResolvedWorkOptions {
  readonly concurrency: number;
  readonly stalledAfterMs: number;
  readonly allowVolatileStore: boolean;
  readonly metrics: MetricsOptions | undefined;
}

const OPTION_NAMES: OptionNames<OutboxOptions> = {
  sendo: true,
  connection: true,
  name: true,
  account: true,
  takeOver: true,
  prefix: true,
  retry: true,
  reviewAfterMs: true,
  keep: true,
  storeTimeoutMs: true,
  logger: true,
  backend: true,
  telemetry: true,
  encryption: true,
  quietHours: true,
};
const RETRY_NAMES: OptionNames<OutboxRetryOptions> = { attempts: true, firstDelayMs: true, longestDelayMs: true };
const KEEP_NAMES: OptionNames<OutboxKeepOptions> = { acceptedMs: true, failedMs: true };
const WORK_NAMES: OptionNames<OutboxWorkOptions> = {
  concurrency: true,
  stalledAfterMs: true,
  allowVolatileStore: true,
  metrics: true,
};

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** How long finished messages are kept by default. */
export const KEEP_DEFAULTS = { acceptedMs: DAY, failedMs: 30 * DAY };
const REVIEW_AFTER_MS = [10 * SECOND, MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 6 * HOUR, 24 * HOUR];

const silent: SendoLogger = { debug() {}, info() {}, warn() {}, error() {} };

/** @throws A {@link SendoConfigError} when an option is missing, unknown or invalid. */
export function resolveOutboxOptions(options: OutboxOptions): ResolvedOutboxOptions {
  checkOptionNames("createOutbox", options, OPTION_NAMES);
  const { sendo, connection, name = "sendo-outbox", prefix = "{sendo}", retry = {}, keep = {} } = options;
  checkOptionNames("createOutbox", retry, RETRY_NAMES, "retry");
  checkOptionNames("createOutbox", keep, KEEP_NAMES, "keep");
  if (typeof sendo?.messages?.send !== "function") {
    throw invalidOption("The `sendo` option of createOutbox must be a client, such as `new Sendo({ idempotency })`.");
  }
  const isString = typeof connection === "string" && options.backend !== undefined;
  if (!isString && (typeof connection !== "object" || connection === null)) {
    throw invalidOption(
      "The `connection` option of createOutbox must be a BullMQ connection, such as `{ url: process.env.REDIS_URL }`.",
    );
  }
  if (options.backend === undefined) checkConnection(connection as object);
  for (const [option, value] of Object.entries({ name, prefix })) {
    if (typeof value !== "string" || !/^[^\s:]{1,200}$/.test(value)) {
      throw invalidOption(
        `The \`${option}\` option of createOutbox must be 1 to 200 characters long, without whitespace or colons.`,
      );
    }
  }
  if (name.endsWith("-review")) {
    throw invalidOption(
      "The `name` option of createOutbox must not end in `-review`, because that suffix is reserved for review queues.",
    );
  }
  const reviewAfterMs = options.reviewAfterMs ?? REVIEW_AFTER_MS;
  if (!Array.isArray(reviewAfterMs) || reviewAfterMs.length === 0) {
    throw invalidOption("The `reviewAfterMs` option of createOutbox must contain at least one delay in milliseconds.");
  }
  return {
    sendo,
    account: resolveAccount(sendo, options.account, options.takeOver),
    connection: connection as ConnectionOptions,
    name,
    prefix,
    attempts: wholeNumber("retry.attempts", retry.attempts ?? 20, 1),
    firstDelayMs: wholeNumber("retry.firstDelayMs", retry.firstDelayMs ?? 5 * SECOND, 1),
    longestDelayMs: wholeNumber("retry.longestDelayMs", retry.longestDelayMs ?? 15 * MINUTE, 1),
    reviewAfterMs: reviewAfterMs.map((waitMs, index) => wholeNumber(`reviewAfterMs[${index}]`, waitMs, 1)),
    acceptedMs: wholeNumber("keep.acceptedMs", keep.acceptedMs ?? KEEP_DEFAULTS.acceptedMs, 0),
    failedMs: wholeNumber("keep.failedMs", keep.failedMs ?? KEEP_DEFAULTS.failedMs, 1),
    storeTimeoutMs: wholeNumber("storeTimeoutMs", options.storeTimeoutMs ?? 5 * SECOND, 1, HOUR),
    logger: options.logger ?? silent,
    backend: options.backend as BackendFactory | undefined,
    telemetry: options.telemetry,
    quiet: options.quietHours && toQuietMinutes(options.quietHours),
    cipher: options.encryption && new BodyCipher(options.encryption),
  };
}

/** @throws A {@link SendoConfigError} when an option is unknown or invalid. */
export function resolveWorkOptions(options: OutboxWorkOptions): ResolvedWorkOptions {
  checkOptionNames("outbox.work", options, WORK_NAMES);
  return {
    concurrency: checkWholeNumber("outbox.work", "concurrency", options.concurrency ?? 20, { min: 1, max: 1000 }),
    stalledAfterMs: checkWholeNumber("outbox.work", "stalledAfterMs", options.stalledAfterMs ?? 30 * SECOND, {
      min: 1000,
      max: 365 * DAY,
    }),
    allowVolatileStore: options.allowVolatileStore === true,
    metrics: options.metrics,
  };
}

const wholeNumber = (name: string, value: unknown, min: number, max: number = 365 * DAY): number =>
  checkWholeNumber("createOutbox", name, value, { min, max });
