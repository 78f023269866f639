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
  type EnqueueManyParts,
  type EnqueueManyOptions,
  type EnqueueResult,
  type OutboxRow,
  type Stored,
} from "./enqueue-many.js";
import { createFailureLog, type FailureLog } from "./failure-log.js";
import { causeOf } from "./cause-of.js";
import { checkWorkerConnection } from "./check-connection.js";
import { errorOr } from "./error-or.js";
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
import {
  eraseMessages,
  isErased,
  removeReview,
  removeMessage,
  type EraseTarget,
  type OutboxErasure,
} from "./outbox-removal.js";
import { OutboxWorkers } from "./outbox-workers.js";
import { reserveName } from "./queue-names.js";
import type { OutboxCloseOptions, OutboxTime, SendoOutbox } from "./sendo-outbox.js";
import { quietRuleOf, quietUntil } from "./quiet-hours/quiet-rule.js";
import { createReviews, type OutboxReviews } from "./review-desk.js";
import { storeEpochMs } from "./store-clock.js";
import type { ReviewQueue, MessageJob, MessageQueue, StoredMessage, StoredReview } from "./stored-message.js";

/**
 * Creates a durable outbox on BullMQ. A process that sends messages must also call `work`.
 *
 * @throws A {@link SendoConfigError} with code `config_option_invalid` when an option is missing, unknown or invalid. The
 * code is `config_setup_invalid` when the client's account cannot be identified (see {@link OutboxOptions.account}). It is
 * also `config_setup_invalid` when another account has an open outbox with the same name.
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
  "A Sendo outbox queue failed. It recovers automatically unless `cause.code` is a Redis error that you must fix.";

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
      "outbox.enqueueMany() was called, but its results were never read, so nothing was stored. Write " +
        "`for await (const result of outbox.enqueueMany(rows)) { ... }`.",
      () => enqueueRows(parts, rows, options),
    );
  }

  work(options: OutboxWorkOptions = {}): void {
    const resolved = resolveWorkOptions(options);
    if (this.#closed) throw setupError("This outbox is closed. Create a new one.");
    if (this.#workers)
      throw setupError("`work` was already called on this outbox. Call it once, and set `concurrency` in that call.");
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
      // The message is removed first, so that no worker can move it into review afterward.
      const reviewJob = await findJob(reviews, idempotencyKey, account);
      const review = reviewJob && !isErased(reviewJob) ? await removeReview(reviews, reviewJob) : undefined;
      return review ?? message;
    });
  }

  async erase(target: EraseTarget): Promise<OutboxErasure> {
    const problem = unknownOption("outbox.erase", target, { to: true, idempotencyKey: true });
    if (problem !== undefined) throw inputError("target", problem);
    const { to, idempotencyKey } = target;
    if ((to === undefined) === (idempotencyKey === undefined)) {
      throw inputError("to", "or `idempotencyKey` must be given, but not both");
    }
    if (idempotencyKey !== undefined) checkKey(idempotencyKey);
    const { account, sendo } = this.#options;
    const number = to && sendo.messages.validate({ campaign: "any", to, body: "any" }).to;
    const isTarget = (data: StoredMessage | StoredReview): boolean =>
      ownsJob(account, data) && (number === undefined || ("input" in data ? data.input.to : data.to) === number);
    const ids = idempotencyKey === undefined ? undefined : jobIds(idempotencyKey, account);
    return eraseMessages(this.queues, ids, isTarget, (step) => this.#ask(step));
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
      throw inputError("sendAt", "or `delayMs` must be given, but not both");
    }
    if (sendAt === undefined) checkDelay(delayMs);
    const sendAtEpochMs = sendAt === undefined ? undefined : epochMsOf("sendAt", sendAt);
    return this.#ask(async () => {
      const { messages } = this.queues;
      const job = await findJob(messages, idempotencyKey, this.#options.account);
      if (job === undefined || isErased(job)) return false;
      const nowEpochMs = await storeEpochMs(messages);
      const waitMs = sendAtEpochMs === undefined ? delayMs! : delayUntil("sendAt", sendAtEpochMs, nowEpochMs);
      const dueEpochMs = quietUntil(await quietRuleOf(job.data, this.#options.quiet), nowEpochMs + waitMs);
      checkExpiry(job.data, dueEpochMs);
      return rescheduleMessage(messages, job, dueEpochMs, nowEpochMs);
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
        // BullMQ sends QUIT and would otherwise wait indefinitely for the response.
        if (isSilent) await queue.getBackend().close(true);
        await queue.close();
      }),
    );
  }

  /** Returns whether the store is responding. An error response counts as a response. */
  async #answers(): Promise<boolean> {
    const hear = (): boolean => true;
    return this.#inTime(() => this.queues.messages.getJobCounts("active").then(hear, hear)).catch(() => false);
  }

  async #store(entries: readonly OutboxEntry[]): Promise<(Stored | AnySendoError)[]> {
    return this.#ask(async () => {
      // Workers measure `delayMs` by the store's clock.
      const timestamp = await storeEpochMs(this.queues.messages);
      const former = await Promise.all(entries.map(({ data }) => this.#formerJob(data.idempotencyKey)));
      const rules = await Promise.all(entries.map(({ data }) => quietRuleOf(data, this.#options.quiet)));
      const delays = entries.map((entry, index) => errorOr(() => delayOf(entry, timestamp, rules[index])));
      await this.queues.messages.addBulk(
        entries.flatMap(({ name, data, opts }, index) => {
          const delay = delays[index]!;
          const isAdded = former[index] === undefined && !isSendoError(delay);
          return isAdded ? [{ name, data, opts: { ...opts, delay, timestamp } }] : [];
        }),
      );
      // BullMQ ignores a job whose id is already in use. Only the stored job shows which message uses that id.
      const stored = await Promise.all(
        entries.map(async ({ opts }, index) => former[index] ?? this.queues.messages.getJob(opts.jobId)),
      );
      return entries.map(({ data }, index) => {
        const there = stored[index]?.data;
        const delay = delays[index];
        if (isSendoError(delay) && (there === undefined || there.erased)) return delay;
        // The primary may have stored the message and failed before replicating it. If `keep.acceptedMs` is 0, the message
        // may already have been sent and removed. Its removal may also be in progress. The caller can find out what happened by
        // enqueuing the message again.
        if (there === undefined || there.erased) throw Object.assign(new Error(), { name: "MessageMissing" });
        if (there.ticket === data.ticket) return "stored";
        return ownsJob(this.#options.account, there) && isSameMessage(there, data, this.#options.cipher)
          ? "duplicate"
          : keyReusedError();
      });
    });
  }

  /** Finds the job with this key if the job belongs to a former account (see the `takeOver` option). The job's message must not be stored again. */
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
    if (this.#closed) throw setupError("This outbox is closed. Create a new one.");
    return this.#inTime(() => this.#bounded(step)).catch((cause: unknown) => {
      if (isSendoError(cause)) throw cause;
      throw new SendoOutboxError("outbox_unavailable", Object.assign(new Error(), causeOf(cause)));
    });
  }

  #inTime<T>(step: () => Promise<T>): Promise<T> {
    return inTime(this.#clock, this.#options.storeTimeoutMs, step);
  }
}
