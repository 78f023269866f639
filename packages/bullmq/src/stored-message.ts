import type { Priority, SendInput } from "@sendo/core";
import type { Job, Queue } from "bullmq";
import type { QuietMinutes } from "./quiet-hours/quiet-hours.js";

/** What a job of the outbox holds. Only here, in Redis, is there a phone number or a body: never in names, ids, reasons or logs. */
export interface StoredMessage {
  /** Digest of the account that sends it. Jobs of earlier versions have none. */
  readonly account: string;
  readonly idempotencyKey: string;
  readonly input: SendInput;
  /** Its body, where `input` has none because the message was enqueued as sensitive. */
  readonly sealed?: StoredSeal;
  readonly priority: Priority;
  /** Drawn by each call of `enqueue`, so that a caller can tell whether the stored job is its own or was there before. */
  readonly ticket: string;
  /** How long it stays once it is over, where that is not the default. */
  readonly keep?: StoredKeep;
  /** When it must have left, by the store's clock. */
  readonly notAfterEpochMs?: number;
  /** When it may leave, by the store's clock, since `reschedule` was called. */
  readonly rescheduledEpochMs?: number;
  /** The quiet hours of the process that enqueued it. */
  readonly quiet?: QuietMinutes;
  /** It left in quiet hours, since its priority is `high`. */
  readonly inQuietHours?: true;
  /** It never leaves. Only set while `leaving` is not. */
  readonly cancelled?: true;
  /** Drawn by the worker whose request may have left, until that is disproved. */
  readonly leaving?: string;
  /** Its message was taken out while a worker had the job: phone number and body are gone. */
  readonly erased?: true;
}

/** An encrypted body, as a job contains it. */
export interface StoredSeal {
  readonly keyId: string;
  /** AES-256-GCM: 12 bytes of nonce, the ciphertext and 16 bytes of tag, in base64. */
  readonly box: string;
}

/** How long a job stays once it is over, in milliseconds. */
export interface StoredKeep {
  readonly acceptedMs: number;
  readonly failedMs: number;
}

/** What a job of the outbox ends with, unless it fails. */
export type StoredResult =
  | { readonly state: "accepted"; readonly id: string; readonly reference?: string }
  | { readonly state: "review"; readonly reference: string }
  | { readonly state: "cancelled" }
  | { readonly state: "erased" };

/** What a job of the review queue holds: as much as looking for the message needs, and no body. */
export interface StoredReview {
  /** As of the job of its message. */
  readonly account: string;
  readonly idempotencyKey: string;
  readonly reference: string;
  readonly to: string;
  readonly campaign?: string;
  /** Why the outcome is not known. */
  readonly code: string;
  /** When the message was put into the outbox: it cannot be older. */
  readonly sinceEpochMs: number;
  readonly enteredEpochMs: number;
  /** As of the job of its message. */
  readonly inQuietHours?: true;
  /** What a person has decided. */
  readonly settled?: SettledState;
  /** As of the job of its message. */
  readonly keep?: StoredKeep;
  /** As of the job of its message. */
  readonly erased?: true;
}

/** What a person can say of a message in review. */
export type SettledState = "accepted" | "abandoned";

/** What a job of the review queue ends with. */
export type ReviewResult =
  | { readonly state: "accepted"; readonly id?: string; readonly reference: string }
  | { readonly state: "abandoned"; readonly reference: string };

/** A message's job. */
export type MessageJob = Job<StoredMessage, StoredResult, "message">;
/** The job of a message in review. */
export type ReviewJob = Job<StoredReview, ReviewResult, "review">;
/** The queue of messages. */
export type MessageQueue = Queue<StoredMessage, StoredResult, "message">;
/** The queue of messages in review. */
export type ReviewQueue = Queue<StoredReview, ReviewResult, "review">;

/** BullMQ's own: 0 goes first, and needs no sorted set. */
export const JOB_PRIORITY: Readonly<Record<Priority, number>> = { high: 0, normal: 1, low: 2 };
