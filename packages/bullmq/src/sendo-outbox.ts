import type { SendInput } from "@sendo/core";
import type { Queue } from "bullmq";
import type { EnqueueManyOptions, EnqueueResult, OutboxRow } from "./enqueue-many.js";
import type { EnqueueOptions } from "./outbox-entry.js";
import type { OutboxEvent, OutboxListener } from "./outbox-events.js";
import type { OutboxMessage } from "./outbox-message.js";
import type { OutboxWorkOptions } from "./outbox-options.js";
import type { EraseTarget, OutboxErasure } from "./outbox-removal.js";
import type { OutboxReviews } from "./review-desk.js";

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
   * Removes phone number and body of every message of a number, or of one key, in whatever state: waiting, delayed, over or in review. It reads
   * every message of the outbox, 100 at a time. Messages that are enqueued while it runs stay.
   *
   * @returns What was removed, and of which messages the idempotency store still has a digest.
   * @throws A {@link SendoValidationError} `invalid_input`; a {@link SendoOutboxError} `outbox_unavailable`: some are removed. Call it again.
   *
   * @example
   * ```ts
   * const { removed, digests } = await outbox.erase({ to: "+12065550142" });
   * console.log(`${removed.length} messages removed; the idempotency store keeps digests of ${digests.length}`);
   * ```
   */
  erase(target: EraseTarget): Promise<OutboxErasure>;
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
