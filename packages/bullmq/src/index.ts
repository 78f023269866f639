/**
 * A durable outbox on BullMQ.
 *
 * @packageDocumentation
 */

export { createOutbox, type OutboxCloseOptions, type OutboxTime, type SendoOutbox } from "./outbox.js";
export type { OutboxKeepOptions, OutboxOptions, OutboxRetryOptions, OutboxWorkOptions } from "./outbox-options.js";
export type { EnqueueOptions } from "./outbox-entry.js";
export type { EnqueueManyOptions, EnqueueProgress, EnqueueResult, OutboxRow } from "./enqueue-many.js";
export { SendoOutboxError, type OutboxErrorCode } from "./outbox-error.js";
export type { OutboxCode, OutboxReview, OutboxState, OutboxMessage } from "./outbox-message.js";
export type { OutboxReviews } from "./review-desk.js";
export type { OutboxEvent, OutboxListener } from "./outbox-events.js";
