/**
 * A durable outbox on BullMQ.
 *
 * @packageDocumentation
 */

export { createOutbox } from "./outbox.js";
export type { OutboxCloseOptions, OutboxTime, SendoOutbox } from "./sendo-outbox.js";
export type { OutboxKeepOptions, OutboxOptions, OutboxRetryOptions, OutboxWorkOptions } from "./outbox-options.js";
export type { EnqueueOptions } from "./outbox-entry.js";
export type { EnqueueManyOptions, EnqueueProgress, EnqueueResult, OutboxRow } from "./enqueue-many.js";
export { SendoOutboxError, type OutboxCode, type OutboxErrorCode } from "./outbox-error.js";
export type { OutboxReview, OutboxState, OutboxMessage } from "./outbox-message.js";
export type { EraseTarget, OutboxErasure } from "./outbox-removal.js";
export type { OutboxQuietHours } from "./quiet-hours/quiet-hours.js";
export type { OutboxEncryption } from "./sealed-body.js";
export type { OutboxReviews } from "./review-desk.js";
export type { OutboxEvent, OutboxListener } from "./outbox-events.js";
