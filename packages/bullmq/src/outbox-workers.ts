import { Worker, type MinimalJob } from "bullmq";
import { causeOf } from "./cause-of.js";
import { isClient } from "./check-connection.js";
import { checkReview } from "./check-review.js";
import { systemClock, type OutboxClock } from "./clock.js";
import { DispatchGate } from "./dispatch-gate.js";
import { inTime } from "./in-time.js";
import { createPutBackForeign, type PutBackForeign } from "./foreign-job.js";
import { readFailedReason } from "./failed-reason.js";
import type { FailureLog } from "./failure-log.js";
import { ownsJob } from "./outbox-account.js";
import type { OutboxEvents } from "./outbox-events.js";
import { KEEP_DEFAULTS, type ResolvedOutboxOptions, type ResolvedWorkOptions } from "./outbox-options.js";
import { isErased, removeReview } from "./outbox-removal.js";
import { OutboxSweep } from "./outbox-sweep.js";
import { quietRuleOf } from "./quiet-hours/quiet-rule.js";
import { describeReview, describeMessage } from "./outbox-message.js";
import { retryDelayMs } from "./retry-later.js";
import { expiredError, putBack, sendMessage } from "./send-message.js";
import { noteServer } from "./server-notes.js";
import { storeEpochMs } from "./store-clock.js";
import type {
  ReviewJob,
  ReviewQueue,
  ReviewResult,
  StoredResult,
  StoredReview,
  StoredMessage,
  MessageJob,
  MessageQueue,
} from "./stored-message.js";
import { WorkerRest } from "./worker-rest.js";

/**
 * A job can be taken over any number of times, because its idempotency key prevents a second send. With a low limit, BullMQ
 * would mark a message as failed even though it may have been sent.
 */
const MAX_STALLED_COUNT = 1_000_000;
/** How long a worker waits between attempts when Redis is unavailable. */
const STORE_AGAIN_MS = 1_000;
const SWEEP_EVERY_MS = 60_000;

const WORKER_FAILED =
  "A Sendo outbox worker failed. It tries again every second. If `cause.code` is a Redis error code (READONLY, NOPERM, " +
  "WRONGPASS, WRONGTYPE, OOM), fix the cause of that error.";

const SWEEP_FAILED = "The Sendo outbox could not remove old messages. It will try again in a minute.";

/** Components that workers share with their outbox. */
export interface OutboxWorkersParts {
  readonly messages: MessageQueue;
  readonly reviews: ReviewQueue;
  readonly events: OutboxEvents;
  readonly clock: OutboxClock;
  readonly logFailure: FailureLog;
}

/** A process's workers: one sends messages, the other looks up messages in review. */
export class OutboxWorkers {
  readonly #options: ResolvedOutboxOptions;
  readonly #messages: MessageQueue;
  readonly #reviews: ReviewQueue;
  readonly #clock: OutboxClock;
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #workers: readonly Worker[];
  readonly #logFailure: FailureLog;
  readonly #putBackForeign: PutBackForeign;
  readonly #rests: WorkerRest[] = [];
  readonly #sweeps: readonly OutboxSweep[];
  readonly #closing = new AbortController();
  #isPausing = false;
  #cancelSweep = (): void => {};

  constructor(
    options: ResolvedOutboxOptions,
    { concurrency, stalledAfterMs, metrics }: ResolvedWorkOptions,
    { messages: messageQueue, reviews, events, clock, logFailure }: OutboxWorkersParts,
  ) {
    this.#options = options;
    this.#messages = messageQueue;
    this.#reviews = reviews;
    this.#clock = clock;
    this.#logFailure = logFailure;
    this.#putBackForeign = createPutBackForeign(options.account, clock, options.logger);
    this.#sweeps = [
      new OutboxSweep(messageQueue, "completed", "acceptedMs", KEEP_DEFAULTS),
      new OutboxSweep(messageQueue, "failed", "failedMs", KEEP_DEFAULTS),
      new OutboxSweep(reviews, "completed", "failedMs", KEEP_DEFAULTS),
    ];
    const { name, connection, prefix, backend, telemetry } = options;
    const isRedisOptions = backend === undefined && !isClient(connection);
    const common = {
      connection: isRedisOptions ? { ...connection, maxRetriesPerRequest: null } : connection,
      prefix,
      // `noteServer` checks the version once.
      skipVersionCheck: true,
      ...(telemetry !== undefined && { telemetry }),
      ...(metrics !== undefined && { metrics }),
      lockDuration: stalledAfterMs,
      stalledInterval: stalledAfterMs,
      maxStalledCount: MAX_STALLED_COUNT,
      runRetryDelay: STORE_AGAIN_MS,
      autorun: false,
    };
    const messages = new Worker<StoredMessage, StoredResult, "message">(
      name,
      (job, token) => this.#track(this.#send(job, token)),
      { ...common, concurrency, settings: { backoffStrategy: this.#retryDelay } },
      backend as undefined,
    );
    messages.on("completed", (job, result) => {
      if (result.state !== "erased") events.emit(result.state, () => describeMessage(job, false));
    });
    messages.on("failed", (job) => {
      const outcome = readFailedReason(job?.failedReason)?.outcome;
      if (!job?.finishedOn || outcome === undefined || outcome === "unknown") return;
      events.emit(outcome, () => describeMessage(job, false));
    });
    const checks = new Worker<StoredReview, ReviewResult, "review">(
      reviews.name,
      (job, token) => this.#track(this.#check(job, token)),
      { ...common, concurrency: 1, settings: { backoffStrategy: this.#reviewDelay } },
      backend as undefined,
    );
    checks.on("completed", (job, result) => events.emit(result.state, () => describeReview(job, 1)));
    this.#workers = [messages, checks] as unknown as Worker[];
    for (const worker of this.#workers) {
      worker.on("error", (error) => this.#logFailure(worker.name, error, WORKER_FAILED));
      void this.#run(worker);
    }
    void this.#begin();
  }

  async #begin(): Promise<void> {
    try {
      await Promise.all(this.#workers.map((worker) => worker.waitUntilReady()));
      await noteServer(this.#messages, this.#workers, this.#options.logger);
    } catch (error) {
      this.#options.logger.debug(
        { cause: causeOf(error) },
        "The Sendo outbox could not read the server's version and settings.",
      );
    }
    await this.#sweep();
  }

  /** Immediately removes messages whose retention time has passed, and then repeats this once per minute. */
  async #sweep(): Promise<void> {
    if (this.#isPausing) return;
    try {
      const nowEpochMs = await storeEpochMs(this.#messages);
      for (const sweep of this.#sweeps) await sweep.run(nowEpochMs);
    } catch (error) {
      this.#logFailure(this.#messages.name, error, SWEEP_FAILED);
    }
    if (this.#isPausing) return;
    this.#cancelSweep = this.#clock.after(SWEEP_EVERY_MS, () => void this.#sweep(), { keepAlive: false });
  }

  /**
   * Starts a worker once its backend is ready. The backend is not ready if, for example, a PostgreSQL server lacks BullMQ's tables. A
   * BullMQ worker would then retry without pausing and block the process.
   */
  async #run(worker: Worker): Promise<void> {
    try {
      await worker.waitUntilReady();
    } catch (error) {
      if (worker.closing) return;
      this.#options.logger.error(
        { queue: worker.name, cause: causeOf(error) },
        "A Sendo outbox worker cannot start, so this process does not send messages. Fix the problem described in `cause`, then restart " +
          "the process. On PostgreSQL, check that the server is available and has BullMQ's tables (`migrate: true`).",
      );
      return;
    }
    if (this.#isPausing) return;
    // If `WorkerRest` were created earlier, its `resume` could start the worker before the backend was ready.
    const rest = new WorkerRest(worker, this.#clock);
    this.#rests.push(rest);
    worker.on("error", () => rest.begin());
    await worker.run().catch((error: unknown) => worker.emit("error", error as Error));
  }

  /**
   * Stops taking jobs, puts messages that are waiting for the rate limit back into the queue, and waits for messages in flight.
   *
   * @returns Whether all in-flight messages finished within `drainMs`.
   */
  async drain(drainMs: number): Promise<boolean> {
    this.#isPausing = true;
    this.#cancelSweep();
    for (const rest of this.#rests) rest.end();
    // Otherwise, BullMQ would fetch another job as soon as one ends.
    await Promise.all(this.#workers.map((worker) => worker.pause(true)));
    // The workers are paused first, so that they do not take the same jobs again.
    this.#closing.abort();
    return this.#drained(drainMs);
  }

  /** @param isForced - Closes without waiting. Another worker takes over jobs whose result was not stored. */
  async close(isForced: boolean): Promise<void> {
    await Promise.all(this.#workers.map(async (worker) => worker.close(isForced || (await isReconnecting(worker)))));
  }

  async #drained(drainMs: number): Promise<boolean> {
    if (this.#underWay.size === 0) return true;
    let cancel = (): void => {};
    const tooLate = new Promise<boolean>((resolve) => {
      cancel = this.#clock.after(drainMs, () => resolve(false));
    });
    const drained = Promise.allSettled(this.#underWay).then(() => true);
    const isDrained = await Promise.race([drained, tooLate]);
    cancel();
    return isDrained;
  }

  async #track<T>(work: Promise<T>): Promise<T> {
    this.#underWay.add(work);
    try {
      return await work;
    } finally {
      this.#underWay.delete(work);
    }
  }

  #check(job: ReviewJob, token: string | undefined): Promise<ReviewResult> {
    const { account, sendo, logger } = this.#options;
    if (!ownsJob(account, job.data)) return this.#putBackForeign(job, token);
    return checkReview(job, token, { sendo, logger, clock: this.#clock });
  }

  async #send(job: MessageJob, token: string | undefined): Promise<StoredResult> {
    const { account, sendo, logger, cipher } = this.#options;
    if (!ownsJob(account, job.data)) return this.#putBackForeign(job, token);
    if (isErased(job)) return { state: "erased" };
    if (job.data.cancelled) return { state: "cancelled" };
    const nowEpochMs = await this.#checkTime(job, token);
    const quiet = await quietRuleOf(job.data, this.#options.quiet);
    const expiry = new AbortController();
    const { notAfterEpochMs, leaving } = job.data;
    // If a worker died after possibly sending the message, only the client can determine the outcome. The gate can still stop the message.
    const expires = notAfterEpochMs !== undefined && nowEpochMs !== undefined && leaving === undefined;
    const cancelTimer = expires
      ? this.#clock.after(notAfterEpochMs - nowEpochMs, () => expiry.abort(), { keepAlive: false })
      : undefined;
    try {
      return await sendMessage(job, token, {
        sendo,
        logger,
        clock: this.#clock,
        closing: this.#closing.signal,
        expired: expires ? expiry.signal : undefined,
        cipher,
        quiet,
        gate: new DispatchGate(job, { queue: this.#messages, clock: this.#clock, quiet, bounded: this.#bounded }),
        enterReview: (message, { code, reference }) => this.#enterReview(message, code, reference),
      });
    } finally {
      cancelTimer?.();
    }
  }

  /**
   * Puts back a job that is not yet due according to the store's clock. Rejects if the job has expired.
   *
   * @returns The store's time, if the job depends on it and the store responds.
   */
  async #checkTime(job: MessageJob, token: string | undefined): Promise<number | undefined> {
    const { notAfterEpochMs, leaving } = job.data;
    const dueEpochMs = dueOf(job, this.#clock.epochMs());
    if (dueEpochMs === undefined && notAfterEpochMs === undefined) return undefined;
    const nowEpochMs = await this.#bounded(() => storeEpochMs(this.#messages)).catch(() => undefined);
    if (nowEpochMs === undefined) return undefined;
    if (leaving === undefined && nowEpochMs >= (notAfterEpochMs ?? Infinity)) throw expiredError();
    if (dueEpochMs !== undefined && dueEpochMs > nowEpochMs) {
      await putBack(job, token, this.#clock, dueEpochMs - nowEpochMs);
    }
    return nowEpochMs;
  }

  readonly #bounded = <T>(step: () => Promise<T>): Promise<T> =>
    inTime(this.#clock, this.#options.storeTimeoutMs, step);

  /**
   * Creates the review before the message's job ends. If the worker dies before the job ends, the next worker repeats this step
   * with the same id. There is therefore only one review.
   */
  async #enterReview({ id, data, timestamp }: MessageJob, code: string, reference: string): Promise<void> {
    const { reviewAfterMs } = this.#options;
    const { to, campaign } = data.input;
    const enteredEpochMs = await storeEpochMs(this.#messages);
    const review = await this.#reviews.add(
      "review",
      {
        account: data.account,
        idempotencyKey: data.idempotencyKey,
        reference,
        to,
        ...(campaign !== undefined && { campaign }),
        code,
        sinceEpochMs: timestamp,
        enteredEpochMs,
        ...(data.inQuietHours && { inQuietHours: true }),
        ...(data.keep !== undefined && { keep: data.keep }),
      },
      {
        jobId: id!,
        delay: reviewAfterMs[0]!,
        attempts: reviewAfterMs.length,
        backoff: { type: "custom" },
        stackTraceLimit: 0,
        removeOnComplete: false,
        // The message can be settled manually at any time after that.
        removeOnFail: false,
      },
    );
    // The message may have been removed since this worker read it.
    const message = await this.#messages.getJob(id!);
    if (message === undefined || isErased(message)) await removeReview(this.#reviews, review);
  }

  readonly #retryDelay = (attemptsMade: number, _type?: string, error?: Error, job?: MinimalJob): number => {
    const nowEpochMs = this.#clock.epochMs();
    const delayMs = retryDelayMs(attemptsMade, error, nowEpochMs, this.#options);
    // The delay never extends past the message's expiry time, so that the next attempt can mark the message as expired on time.
    const { notAfterEpochMs = Infinity } = (job as MessageJob).data;
    return Math.max(Math.min(delayMs, notAfterEpochMs - nowEpochMs), 0);
  };

  readonly #reviewDelay = (attemptsMade: number): number => {
    const { reviewAfterMs } = this.#options;
    return reviewAfterMs[Math.min(attemptsMade, reviewAfterMs.length - 1)]!;
  };
}

/** Returns the earliest time, on the store's clock, at which a delayed job can run, or `undefined` if it does not have to wait. */
function dueOf({ data, opts, timestamp, attemptsMade }: MessageJob, ownEpochMs: number): number | undefined {
  if (data.rescheduledEpochMs !== undefined) return data.rescheduledEpochMs;
  const { delay = 0 } = opts;
  if (delay === 0 || attemptsMade > 0) return undefined;
  // If the job is not yet due according to this process's clock either, it was promoted manually.
  return timestamp + delay > ownEpochMs ? undefined : timestamp + delay;
}

/**
 * Returns whether a worker is reconnecting to Redis. Such a worker has no connection to close, so BullMQ would wait indefinitely. It must
 * be forcibly closed. Another worker takes over its jobs.
 */
async function isReconnecting(worker: Worker): Promise<boolean> {
  const { blockingClient } = worker.getBackend() as { readonly blockingClient?: Promise<{ readonly status: string }> };
  if (blockingClient === undefined) return false; // the backend is not Redis
  // `blockingClient` stays pending until the first connection is made. The race does not wait for that connection, because
  // `never` resolves almost immediately.
  const never = new Promise<{ readonly status: string }>((resolve) =>
    systemClock.after(0, () => resolve({ status: "reconnecting" })),
  );
  const connection = Promise.race([blockingClient, never]);
  // When Redis has rejected the first connection, an ordinary close would hang too.
  return connection.then(
    ({ status }) => status === "reconnecting",
    () => true,
  );
}
