import { isSendoError, type AnySendoError, type SendInput } from "@sendo/core";
import {
  checkOptionNames,
  checkWholeNumber,
  createStepBound,
  inputError,
  keyReusedError,
  setupError,
  unknownOption,
  warnIfUnread,
} from "@sendo/core/adapter";
import { SendoOutboxError } from "./outbox-error.js";
import { Queue } from "bullmq";
import { systemClock, type OutboxClock } from "./clock.js";
import { checkClient } from "./check-client.js";
import {
  enqueueRows,
  errorOr,
  type EnqueueManyParts,
  type EnqueueManyOptions,
  type EnqueueResult,
  type OutboxRow,
  type Stored,
} from "./enqueue-many.js";
import { createFailureLog, type FailureLog } from "./failure-log.js";
import { causeOf } from "./cause-of.js";
import { checkWorkerConnection } from "./check-connection.js";
import { findJob, jobIds, own, ownsJob } from "./outbox-account.js";
import { inTime } from "./in-time.js";
import { epochMsOf } from "./instant.js";
import { cancelMessage, rescheduleMessage } from "./message-schedule.js";
import {
  checkDelay,
  checkExpiry,
  checkKey,
  delayOf,
  delayUntil,
  isSameMessage,
  toEntry,
  type EnqueueOptions,
  type OutboxEntry,
} from "./outbox-entry.js";
import { OutboxEvents, type OutboxEvent, type OutboxListener } from "./outbox-events.js";
import {
  resolveOutboxOptions,
  resolveWorkOptions,
  type OutboxOptions,
  type OutboxWorkOptions,
  type ResolvedOutboxOptions,
} from "./outbox-options.js";
import { describeReview, describeMessage, type OutboxMessage } from "./outbox-message.js";
import { isErased, removeReview, removeMessage } from "./outbox-removal.js";
import { OutboxWorkers } from "./outbox-workers.js";
import { reserveName } from "./queue-names.js";
import { createReviews, type OutboxReviews } from "./review-desk.js";
import { storeEpochMs } from "./store-clock.js";
import type { ReviewQueue, MessageJob, MessageQueue } from "./stored-message.js";

/** When a message may be sent: one of the two. */
export interface OutboxTime extends Pick<EnqueueOptions, "sendAt"> {
  /** How long from now, in milliseconds: 0 to a year. @defaultValue none */
  delayMs?: number | undefined;
}

/** How an outbox is closed. */
export interface OutboxCloseOptions {
  /**
   * How long to wait for messages that have left, in milliseconds; `0` does not wait. Messages that wait for the rate limit go back into
   * the queue immediately. Another worker takes over what is left after `stalledAfterMs`, and looks for it before anything is sent.
   * Less than the grace period of the process: Docker stops a container after 10 seconds, Kubernetes after 30.
   *
   * @defaultValue `30_000`
   */
  drainMs?: number | undefined;
}

/** A durable outbox: what it has taken is sent, also when this process dies. Made by {@link createOutbox}. */
export interface SendoOutbox {
  /**
   * Stores a message, to be sent by a worker of this process or another. When it resolves, Redis has it.
   *
   * @returns Where the message stands: `waiting`, or whatever became of it where the key was enqueued before.
   * @throws A {@link SendoValidationError} `invalid_input`: nothing was stored, `issues` names the fields.
   * @throws A {@link SendoIdempotencyError} `idempotency_key_reused`: the key is another message's.
   * @throws A {@link SendoOutboxError} `outbox_unavailable`: it may be stored or not. Enqueue it again with the same key.
   * `outbox_expired`: it cannot leave before its `notAfter`, and nothing was stored.
   *
   * @example
   * ```ts
   * await outbox.enqueue(
   *   { to: "+12065550142", body: "Tomorrow at 9" },
   *   { idempotencyKey: "reminder-1007", delayMs: 3_600_000 },
   * );
   * ```
   */
  enqueue(input: SendInput, options: EnqueueOptions): Promise<OutboxMessage>;
  /**
   * Stores many messages, from an array, a database cursor or a parsed file, and yields what became of each row, in order. Nothing
   * is stored until you iterate; results that nobody reads are a warning. Rows are read as they can be stored, 200 at a time.
   *
   * @throws A {@link SendoOutboxError} `outbox_unavailable`: run it again with the same keys.
   *
   * @example
   * ```ts
   * const rows = [{ to: "+12065550142", body: "We open at nine", idempotencyKey: "opening-1" }];
   * for await (const result of outbox.enqueueMany(rows, { onProgress: (progress) => console.log(progress) })) {
   *   if (result.state === "rejected") console.log(result.index, result.error.code);
   * }
   * ```
   */
  enqueueMany<Row extends OutboxRow>(
    rows: Iterable<Row> | AsyncIterable<Row>,
    options?: EnqueueManyOptions,
  ): AsyncIterable<EnqueueResult<Row>>;
  /**
   * Begins to send, and to look for messages in review, in this process. Once for an outbox; it goes on until `close`.
   *
   * @throws A {@link SendoConfigError} `config_setup_invalid` when the client has no idempotency store or one that forgets when
   * the process ends (see {@link OutboxWorkOptions.allowVolatileStore}), or the outbox works already or is closed.
   *
   * @example
   * ```ts
   * outbox.work({ concurrency: 20 });
   * ```
   */
  work(options?: OutboxWorkOptions): void;
  /**
   * Where this account's message of a key stands. `undefined` where the outbox knows nothing of it, or no more (see `keep`). A message
   * that a worker of another account has put back is `waiting`.
   *
   * @throws A {@link SendoOutboxError} `outbox_unavailable`.
   */
  find(idempotencyKey: string): Promise<OutboxMessage | undefined>;
  /**
   * Sends a rejected or unsent message again, as it is, with all its tries.
   *
   * @returns `false` where there is none of this key.
   * @throws A {@link SendoOutboxError} `outbox_unavailable`.
   */
  retry(idempotencyKey: string): Promise<boolean>;
  /**
   * Removes a message in any state: its phone number and body are no longer stored when this resolves. The idempotency store keeps its
   * digests, so the same key does not send a message again that may have been sent.
   *
   * @returns What the outbox knew of the message, or `undefined` when it has none of this key. `waiting`: the message is never sent.
   * `sending`: a worker has it, or stopped while it had it, so the message may be sent.
   * @throws A {@link SendoOutboxError} `outbox_unavailable`.
   *
   * @example
   * ```ts
   * const removed = await outbox.remove("reminder-1007");
   * if (removed?.state === "waiting") console.log("the reminder is not sent");
   * ```
   */
  remove(idempotencyKey: string): Promise<OutboxMessage | undefined>;
  /**
   * Cancels a message that has not left, also one that waits for the rate limit in a worker. The worker that ends it emits `cancelled`.
   *
   * @returns What the outbox knows of the message, or `undefined` when it has none of this key. Only `cancelled` confirms that the message
   * never leaves. `sending`: it may be leaving, or a worker stopped while it may have left.
   * @throws A {@link SendoOutboxError} `outbox_unavailable`: it may be cancelled or not. Call it again.
   *
   * @example
   * ```ts
   * const message = await outbox.cancel("reminder-1007");
   * if (message?.state !== "cancelled") console.log("it was too late:", message?.state);
   * ```
   */
  cancel(idempotencyKey: string): Promise<OutboxMessage | undefined>;
  /**
   * Changes when a message may be sent, until it leaves: earlier or later. Its `notAfter` stays.
   *
   * @returns `false`, with nothing changed, if there is none of this key, or it may have left, or it is over.
   * @throws A {@link SendoValidationError} `invalid_input`; a {@link SendoOutboxError} `outbox_expired` if the new time is not before the
   * message's `notAfter`, or `outbox_unavailable`: it may be rescheduled or not. Call it again.
   *
   * @example
   * ```ts
   * await outbox.reschedule("reminder-1007", { sendAt: "2026-12-01T09:00:00-05:00" });
   * ```
   */
  reschedule(idempotencyKey: string, when: OutboxTime): Promise<boolean>;
  /** The messages whose outcome is not known. */
  readonly review: OutboxReviews;
  /** BullMQ's own queues, for a dashboard or for counts: messages, and messages in review. Removing a job there removes its message. */
  readonly queues: {
    /** Messages on their way, named as the option `name` says. */
    readonly messages: Queue;
    /** Messages whose outcome is not known: `<name>-review`. */
    readonly reviews: Queue;
  };
  /**
   * Hears of what this process's workers have dealt with, after it is stored. A process that is killed in between hears
   * nothing: `find` knows. Messages of other processes: `QueueEvents` of BullMQ.
   *
   * @returns A function that ends it.
   *
   * @example
   * ```ts
   * outbox.on("review", ({ idempotencyKey, reference }) => console.log(idempotencyKey, reference));
   * ```
   */
  on(event: OutboxEvent, listener: OutboxListener): () => void;
  /**
   * Takes no more messages, waits for those that it is sending, and closes what it opened; neither `sendo` nor your connection. It ends
   * also while Redis is away or silent, up to `storeTimeoutMs` later.
   */
  close(options?: OutboxCloseOptions): Promise<void>;
}

/**
 * Makes a durable outbox on BullMQ: a process that enqueues needs no more; one that sends calls `work`.
 *
 * @throws A {@link SendoConfigError} `config_option_invalid` when an option is missing, unknown or cannot be used;
 * `config_setup_invalid` when the client's account cannot be identified (see {@link OutboxOptions.account}), or an open outbox of another account has the same name.
 *
 * @example
 * ```ts
 * const redis = new Redis(process.env.REDIS_URL!, { maxRetriesPerRequest: null });
 * const sendo = new Sendo({ idempotency: redisIdempotencyStore(redis) });
 * const outbox = createOutbox({ sendo, connection: redis });
 * outbox.on("accepted", ({ idempotencyKey, id }) => console.log(idempotencyKey, id));
 * outbox.work();
 * await outbox.enqueue({ to: "+12065550142", body: "Your table is ready" }, { idempotencyKey: "order-1007" });
 * ```
 */
export function createOutbox(options: OutboxOptions): SendoOutbox {
  const resolved = resolveOutboxOptions(options);
  const releaseName = reserveName(resolved);
  try {
    return new BullOutbox(resolved, systemClock, releaseName);
  } catch (error) {
    releaseName();
    throw error;
  }
}

const QUEUE_FAILED =
  "A queue of the Sendo outbox failed; it comes back by itself, or when what Redis says (`cause.code`) is put right.";

class BullOutbox implements SendoOutbox {
  readonly queues: { readonly messages: MessageQueue; readonly reviews: ReviewQueue };
  readonly review: OutboxReviews;
  readonly #options: ResolvedOutboxOptions;
  readonly #clock: OutboxClock;
  readonly #events: OutboxEvents;
  readonly #logFailure: FailureLog;
  readonly #releaseName: () => void;
  readonly #bounded = createStepBound();
  #workers: OutboxWorkers | undefined;
  #closed: Promise<void> | undefined;

  constructor(options: ResolvedOutboxOptions, clock: OutboxClock, releaseName: () => void) {
    const { account, name, prefix, connection, backend, logger, telemetry } = options;
    this.#releaseName = releaseName;
    this.#options = options;
    this.#clock = clock;
    this.#events = new OutboxEvents(logger);
    const queueOptions = { connection, prefix, skipVersionCheck: true, ...(telemetry !== undefined && { telemetry }) };
    this.queues = {
      messages: new Queue(name, queueOptions, backend as undefined),
      reviews: new Queue(`${name}-review`, queueOptions, backend as undefined),
    };
    this.#logFailure = createFailureLog(logger, clock);
    for (const queue of Object.values(this.queues) as Queue[]) {
      queue.on("error", (error) => this.#logFailure(queue.name, error, QUEUE_FAILED));
    }
    this.review = createReviews(this.queues.reviews, account, (step) => this.#ask(step));
  }

  async enqueue(input: SendInput, options: EnqueueOptions): Promise<OutboxMessage> {
    const entry = toEntry(input, options, this.#options);
    const [outcome] = await this.#store([entry]);
    if (outcome === "stored") return { idempotencyKey: entry.data.idempotencyKey, state: "waiting", attempts: 0 };
    if (outcome !== "duplicate") throw outcome!;
    return (await this.find(entry.data.idempotencyKey)) ?? this.enqueue(input, options);
  }

  enqueueMany<Row extends OutboxRow>(
    rows: Iterable<Row> | AsyncIterable<Row>,
    options: EnqueueManyOptions = {},
  ): AsyncIterable<EnqueueResult<Row>> {
    checkOptionNames<EnqueueManyOptions>("outbox.enqueueMany", options, { onProgress: true });
    const parts: EnqueueManyParts = {
      toEntry: (input, rowOptions) => toEntry(input, rowOptions, this.#options),
      store: (entries) => this.#store(entries),
    };
    return warnIfUnread(
      "outbox.enqueueMany() was called and its results were never read, so nothing was stored. Write " +
        "`for await (const result of outbox.enqueueMany(rows)) { ... }`.",
      () => enqueueRows(parts, rows, options),
    );
  }

  work(options: OutboxWorkOptions = {}): void {
    const resolved = resolveWorkOptions(options);
    if (this.#closed) throw setupError("This outbox is closed; make a new one.");
    if (this.#workers) throw setupError("This outbox works already: call `work` once, and choose `concurrency` there.");
    checkClient(this.#options.sendo, resolved);
    if (this.#options.backend === undefined) checkWorkerConnection(this.#options.connection);
    this.#workers = new OutboxWorkers(this.#options, resolved, {
      ...this.queues,
      events: this.#events,
      clock: this.#clock,
      logFailure: this.#logFailure,
    });
  }

  async find(idempotencyKey: string): Promise<OutboxMessage | undefined> {
    checkKey(idempotencyKey);
    return this.#ask(() => this.#find(idempotencyKey));
  }

  async #find(idempotencyKey: string): Promise<OutboxMessage | undefined> {
    for (const id of jobIds(idempotencyKey, this.#options.account)) {
      const found = await this.#describe(id);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  async retry(idempotencyKey: string): Promise<boolean> {
    checkKey(idempotencyKey);
    return this.#ask(async () => {
      const job = await findJob(this.queues.messages, idempotencyKey, this.#options.account);
      if (job === undefined || !(await job.isFailed())) return false;
      await job.retry("failed", { resetAttemptsMade: true });
      return true;
    });
  }

  async remove(idempotencyKey: string): Promise<OutboxMessage | undefined> {
    checkKey(idempotencyKey);
    return this.#ask(async () => {
      const { account } = this.#options;
      const { messages, reviews } = this.queues;
      const messageJob = await findJob(messages, idempotencyKey, account);
      const message = messageJob && !isErased(messageJob) ? await removeMessage(messages, messageJob) : undefined;
      // After the message: a worker that brings it into review meanwhile sees that the message is gone.
      const reviewJob = await findJob(reviews, idempotencyKey, account);
      const review = reviewJob && !isErased(reviewJob) ? await removeReview(reviews, reviewJob) : undefined;
      return review ?? message;
    });
  }

  async cancel(idempotencyKey: string): Promise<OutboxMessage | undefined> {
    checkKey(idempotencyKey);
    return this.#ask(async () => {
      const { messages } = this.queues;
      const job = await findJob(messages, idempotencyKey, this.#options.account);
      if (job === undefined || isErased(job)) return undefined;
      const message = await cancelMessage(messages, job);
      return message?.state === "review" ? this.#find(idempotencyKey) : message;
    });
  }

  async reschedule(idempotencyKey: string, when: OutboxTime): Promise<boolean> {
    checkKey(idempotencyKey);
    const problem = unknownOption("outbox.reschedule", when, { sendAt: true, delayMs: true });
    if (problem !== undefined) throw inputError("when", problem);
    const { sendAt, delayMs } = when;
    if ((sendAt === undefined) === (delayMs === undefined)) {
      throw inputError("sendAt", "must be given, or `delayMs`, and not both");
    }
    if (sendAt === undefined) checkDelay(delayMs);
    const sendAtEpochMs = sendAt === undefined ? undefined : epochMsOf("sendAt", sendAt);
    return this.#ask(async () => {
      const { messages } = this.queues;
      const job = await findJob(messages, idempotencyKey, this.#options.account);
      if (job === undefined || isErased(job)) return false;
      const nowEpochMs = await storeEpochMs(messages);
      const waitMs = sendAtEpochMs === undefined ? delayMs! : delayUntil("sendAt", sendAtEpochMs, nowEpochMs);
      checkExpiry(job.data, nowEpochMs + waitMs);
      return rescheduleMessage(messages, job, nowEpochMs + waitMs, nowEpochMs);
    });
  }

  on(event: OutboxEvent, listener: OutboxListener): () => void {
    return this.#events.on(event, listener);
  }

  close(options: OutboxCloseOptions = {}): Promise<void> {
    checkOptionNames<OutboxCloseOptions>("outbox.close", options, { drainMs: true });
    const { drainMs = 30_000 } = options;
    checkWholeNumber("outbox.close", "drainMs", drainMs, { min: 0, max: 3_600_000 });
    return (this.#closed ??= this.#close(drainMs).finally(this.#releaseName));
  }

  async #close(drainMs: number): Promise<void> {
    const isDrained = (await this.#workers?.drain(drainMs)) ?? true;
    const isSilent = !(await this.#answers());
    await this.#workers?.close(!isDrained || isSilent);
    const queues = Object.values(this.queues) as Queue[];
    await Promise.all(
      queues.map(async (queue) => {
        // BullMQ says goodbye, and would wait for the answer for ever.
        if (isSilent) await queue.getBackend().close(true);
        await queue.close();
      }),
    );
  }

  /** Whether the store says anything at all, and be it that it refuses. */
  async #answers(): Promise<boolean> {
    const hear = (): boolean => true;
    return this.#inTime(() => this.queues.messages.getJobCounts("active").then(hear, hear)).catch(() => false);
  }

  async #store(entries: readonly OutboxEntry[]): Promise<(Stored | AnySendoError)[]> {
    return this.#ask(async () => {
      // By the store's clock, from which workers count `delayMs`.
      const timestamp = await storeEpochMs(this.queues.messages);
      const former = await Promise.all(entries.map(({ data }) => this.#formerJob(data.idempotencyKey)));
      const delays = entries.map((entry) => errorOr(() => delayOf(entry, timestamp)));
      await this.queues.messages.addBulk(
        entries.flatMap(({ name, data, opts }, index) => {
          const delay = delays[index]!;
          const isAdded = former[index] === undefined && !isSendoError(delay);
          return isAdded ? [{ name, data, opts: { ...opts, delay, timestamp } }] : [];
        }),
      );
      // BullMQ ignores a job whose id is there; only what is stored tells whose it is.
      const stored = await Promise.all(
        entries.map(async ({ opts }, index) => former[index] ?? this.queues.messages.getJob(opts.jobId)),
      );
      return entries.map(({ data }, index) => {
        const there = stored[index]?.data;
        const delay = delays[index];
        if (isSendoError(delay) && (there === undefined || there.erased)) return delay;
        // A primary that took the message may have failed before its replica had it. The message may also have been sent and removed
        // already (`keep.acceptedMs` is 0), or is being removed: in each case the caller's next try finds out.
        if (there === undefined || there.erased) throw Object.assign(new Error(), { name: "MessageMissing" });
        if (there.ticket === data.ticket) return "stored";
        return ownsJob(this.#options.account, there) && isSameMessage(there, data) ? "duplicate" : keyReusedError();
      });
    });
  }

  /** The job that a key has under an account that this one takes over: its message must not be stored again. */
  async #formerJob(idempotencyKey: string): Promise<MessageJob | undefined> {
    const { account } = this.#options;
    if (account.takeOver.length === 0) return undefined;
    const job = await findJob(this.queues.messages, idempotencyKey, account);
    return job?.data.account === account.digest ? undefined : job;
  }

  async #describe(id: string): Promise<OutboxMessage | undefined> {
    const { account } = this.#options;
    const job = own(await this.queues.messages.getJob(id), account);
    const message = job && isErased(job) ? undefined : job;
    if (message === undefined || message.returnvalue?.state === "review") {
      const review = own(await this.queues.reviews.getJob(id), account);
      if (review !== undefined && !isErased(review)) return describeReview(review, message?.attemptsMade ?? 1);
    }
    return message && describeMessage(message, !message.finishedOn && (await message.isActive()));
  }

  async #ask<T>(step: () => Promise<T>): Promise<T> {
    if (this.#closed) throw setupError("This outbox is closed; make a new one.");
    return this.#inTime(() => this.#bounded(step)).catch((cause: unknown) => {
      throw isSendoError(cause)
        ? cause
        : new SendoOutboxError("outbox_unavailable", Object.assign(new Error(), causeOf(cause)));
    });
  }

  #inTime<T>(step: () => Promise<T>): Promise<T> {
    return inTime(this.#clock, this.#options.storeTimeoutMs, step);
  }
}
