import type { SendInput } from "@sendo/core";
import type { Queue } from "bullmq";
import type { EnqueueManyOptions, EnqueueResult, OutboxRow } from "./enqueue-many.js";
import type { EnqueueOptions } from "./outbox-entry.js";
import type { OutboxEvent, OutboxListener } from "./outbox-events.js";
import type { OutboxMessage } from "./outbox-message.js";
import type { OutboxWorkOptions } from "./outbox-options.js";
import type { EraseTarget, OutboxErasure } from "./outbox-removal.js";
import type { OutboxReviews } from "./review-desk.js";

/** The earliest time to send a message, set by one of two options. */
export interface OutboxTime extends Pick<EnqueueOptions, "sendAt"> {
  /** Delay from now, in milliseconds: from 0 to one year. @defaultValue none */
  delayMs?: number | undefined;
}

/** Options for {@link SendoOutbox.close}. */
export interface OutboxCloseOptions {
  /**
   * Maximum wait for messages in flight, in milliseconds; `0` means no wait. Messages waiting for the rate limit go back into the queue
   * immediately. After `stalledAfterMs`, another worker takes over the remaining messages. That worker looks them up before it sends
   * anything. Set this option to a value less than the process's grace period. By default, Docker allows 10 seconds and Kubernetes 30.
   *
   * @defaultValue `30_000`
   */
  drainMs?: number | undefined;
}

/** A durable outbox: a stored message is sent even if this process dies. Create it with {@link createOutbox}. */
export interface SendoOutbox {
  /**
   * Stores a message. A worker in this or another process then sends it. When the promise resolves, the message is in
   * Redis.
   *
   * @returns The message's state: `waiting`, or the current state if the key was already enqueued.
   * @throws A {@link SendoValidationError} with code `invalid_input`: nothing was stored, and `issues` names the invalid fields.
   * @throws A {@link SendoIdempotencyError} with code `idempotency_key_reused`: the key belongs to another message.
   * @throws A {@link SendoOutboxError} with code `outbox_unavailable`. The message may have been stored. Enqueue it again with the same key.
   * @throws A {@link SendoOutboxError} with code `outbox_expired` if the message cannot be sent before its `notAfter`. Nothing was stored.
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
   * Stores one message for each row, and yields the results in row order. The rows can come from an array, a database cursor or a parsed file.
   * Nothing is stored until you iterate over the results. The client logs a warning if you never read the results. Rows are read and stored 200
   * at a time.
   *
   * @throws A {@link SendoOutboxError} with code `outbox_unavailable`. Call the method again with the same keys.
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
   * Starts this process's workers. The workers run until you call `close`. They send messages and look up the messages that are in review.
   * Call `work` once per outbox.
   *
   * @throws A {@link SendoConfigError} with code `config_setup_invalid` if the client has no idempotency store.
   * @throws A {@link SendoConfigError} with code `config_setup_invalid` if the client's idempotency store loses its data when the process
   * ends (see {@link OutboxWorkOptions.allowVolatileStore}).
   * @throws A {@link SendoConfigError} with code `config_setup_invalid` if `work` was already called or the outbox is closed.
   *
   * @example
   * ```ts
   * outbox.work({ concurrency: 20 });
   * ```
   */
  work(options?: OutboxWorkOptions): void;
  /**
   * Finds this account's message with the given key. Returns `undefined` if the outbox never had such a message or has already deleted it (see
   * `keep`). If another account's worker has returned the message to the queue, its state is `waiting`.
   *
   * @throws A {@link SendoOutboxError} with code `outbox_unavailable`.
   */
  find(idempotencyKey: string): Promise<OutboxMessage | undefined>;
  /**
   * Retries a rejected or unsent message without changing it. The attempt count restarts at zero.
   *
   * @returns `false` if there is no such message with this key.
   * @throws A {@link SendoOutboxError} with code `outbox_unavailable`.
   */
  retry(idempotencyKey: string): Promise<boolean>;
  /**
   * Removes a message in any state. When the promise resolves, the message's phone number and body are no longer stored. Digests of the message
   * remain in the idempotency store. If the message may have been sent, enqueuing it again with the same key does not send it a second time.
   *
   * @returns The message as it was before its removal, or `undefined` if the outbox has no message with this key. If its state is `waiting`, the message was removed before any worker started to send it, so it will never be sent. If its state is
   * `sending`, a worker is processing the message, or stopped while processing it. In that case, the message may already have been sent or
   * may be sent later.
   * @throws A {@link SendoOutboxError} with code `outbox_unavailable`.
   *
   * @example
   * ```ts
   * const removed = await outbox.remove("reminder-1007");
   * if (removed?.state === "waiting") console.log("the reminder is not sent");
   * ```
   */
  remove(idempotencyKey: string): Promise<OutboxMessage | undefined>;
  /**
   * Removes the phone number and body from every message to the given number, or from the message with the given key. It does not matter
   * what state a message is in. If you pass a number, `erase` reads every message in the outbox, 100 at a time. Messages enqueued while
   * `erase` is running are kept.
   *
   * @returns The removed messages, and the keys of those that still have digests in the idempotency store.
   * @throws A {@link SendoValidationError} with code `invalid_input`.
   * @throws A {@link SendoOutboxError} with code `outbox_unavailable`. Some messages may have been removed. Call `erase` again.
   *
   * @example
   * ```ts
   * const { removed, digests } = await outbox.erase({ to: "+12065550142" });
   * console.log(`${removed.length} messages removed; the idempotency store keeps digests of ${digests.length}`);
   * ```
   */
  erase(target: EraseTarget): Promise<OutboxErasure>;
  /**
   * Cancels a message that has not been sent, even if a worker has already taken it and is waiting for the rate limit. The worker that
   * finishes processing the message emits `cancelled`.
   *
   * @returns The state of the message, or `undefined` if the outbox has no message with this key. Only `cancelled` confirms that the
   * message will never be sent. `sending`: a worker may be sending the message, or may have sent it before stopping.
   * @throws A {@link SendoOutboxError} with code `outbox_unavailable`. The message may have been canceled. Call `cancel` again.
   *
   * @example
   * ```ts
   * const message = await outbox.cancel("reminder-1007");
   * if (message?.state !== "cancelled") console.log("it was too late:", message?.state);
   * ```
   */
  cancel(idempotencyKey: string): Promise<OutboxMessage | undefined>;
  /**
   * Reschedules a message that has not been sent yet. The message's `notAfter` stays the same.
   *
   * @returns `false` if nothing has changed. Possible reasons: there is no message with this key, the message may have been sent, or its
   * processing has ended.
   * @throws A {@link SendoValidationError} with code `invalid_input`.
   * @throws A {@link SendoOutboxError} with code `outbox_expired` if the new time is at or after the message's `notAfter`.
   * @throws A {@link SendoOutboxError} with code `outbox_unavailable`. The message may have been rescheduled. Call `reschedule` again.
   *
   * @example
   * ```ts
   * await outbox.reschedule("reminder-1007", { sendAt: "2026-12-01T09:00:00-05:00" });
   * ```
   */
  reschedule(idempotencyKey: string, when: OutboxTime): Promise<boolean>;
  /** Messages whose outcome is unknown. */
  readonly review: OutboxReviews;
  /** BullMQ's queues. For example, you can show them in a dashboard or count their jobs. If you remove a job from a queue, its message is removed too. */
  readonly queues: {
    /** All messages. The `name` option sets this queue's name. */
    readonly messages: Queue;
    /** Queue for messages whose outcome is unknown, named `<name>-review`. */
    readonly reviews: Queue;
  };
  /**
   * Adds a listener for the messages that this process's workers handle. The listener is called after the state has been stored. If a process is
   * killed before it calls the listener, that call is lost, but `find` still returns the message's state. For messages that other processes
   * handle, use BullMQ's `QueueEvents`.
   *
   * @returns A function that removes the listener.
   *
   * @example
   * ```ts
   * outbox.on("review", ({ idempotencyKey, reference }) => console.log(idempotencyKey, reference));
   * ```
   */
  on(event: OutboxEvent, listener: OutboxListener): () => void;
  /**
   * Stops taking messages, waits for messages in flight, and closes the connections opened by the outbox. It closes neither `sendo` nor your own
   * connection. If Redis is unavailable or unresponsive, closing takes up to `storeTimeoutMs` milliseconds longer.
   */
  close(options?: OutboxCloseOptions): Promise<void>;
}
