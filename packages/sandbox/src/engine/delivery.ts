import type { SandboxEvent } from "./event.js";

/** An attempt to deliver an event. */
export interface DeliveryAttempt {
  /** Number of the attempt, from 1 for the first to 7 for the last retry. */
  readonly number: number;
  /** Start time on the sandbox's clock, in ISO 8601 format. */
  readonly startedAt: string;
  /** Status of the receiver's response. Absent if there was no response. */
  readonly httpStatus?: number;
  /**
   * Reason why there was no response. It is a Node error code such as `ECONNREFUSED`, or `TIMEOUT`, `TARGET_REFUSED`,
   * `OUTAGE` for a simulated outage, or `BACKLOG`. `BACKLOG` means that the delivery failed because 10,000 newer
   * deliveries were pending.
   */
  readonly errorCode?: string;
  /** First 2,048 bytes of the receiver's response. Absent if the response is empty. */
  readonly answer?: string;
  /** Fault rule that applied to the attempt. */
  readonly faultId?: string;
  /** Milliseconds of real time until the response status or the failure. */
  readonly latencyMs: number;
  /** Due time of the next attempt on the sandbox's clock. Absent after a success and after the last retry. */
  readonly nextDueAt?: string;
}

/** Delivery of an event to a webhook. */
export interface Delivery {
  /** Delivery id, a UUID. */
  readonly id: string;
  /** Id of the receiving webhook. */
  readonly webhookId: string;
  /** URL of the webhook. */
  readonly url: string;
  /** Posted event. Every attempt posts the same event with the same id. */
  readonly event: SandboxEvent;
  /**
   * `waiting` until the first or the next attempt. `failed` after the last retry, or after the webhook was removed.
   * `dropped` if a fault rule prevented it.
   */
  state: "waiting" | "delivered" | "failed" | "dropped";
  /** Fault rule that created, dropped or held the delivery, or `magic` for a magic number. */
  readonly faultId?: string;
  /** Id of the delivery replayed by this delivery. */
  readonly replayOf?: string;
  /** Attempts so far, oldest first. */
  readonly attempts: DeliveryAttempt[];
}
