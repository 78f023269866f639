import type { SandboxEvent } from "./event.js";

/** An attempt to deliver an event. */
export interface DeliveryAttempt {
  /** Number of the attempt, starting at 1. By default, the last retry is attempt 7. */
  readonly number: number;
  /** Start time on the sandbox's clock, in ISO 8601 format. */
  readonly startedAt: string;
  /** Status of the receiver's response. Absent if there was no response. */
  readonly httpStatus?: number;
  /**
   * Why there was no response. The code is a Node error code such as `ECONNREFUSED`, or one of `TIMEOUT`,
   * `TARGET_REFUSED`, `OUTAGE` and `BACKLOG`. `OUTAGE` means that an outage was simulated. `BACKLOG` means that the
   * delivery failed because 10,000 newer deliveries were pending.
   */
  readonly errorCode?: string;
  /** First 2,048 bytes of the receiver's response. Absent if the response is empty. */
  readonly answer?: string;
  /** Fault rule that applied to the attempt. */
  readonly faultId?: string;
  /** Real time in milliseconds until the response status arrived or the attempt failed. */
  readonly latencyMs: number;
  /** When the next attempt is due, on the sandbox's clock. Absent after a success and after the last retry. */
  readonly nextDueAt?: string;
}

/** Delivery of an event to a webhook. */
export interface Delivery {
  /** Delivery id, a UUID. */
  readonly id: string;
  /** Id of the webhook that receives the event. */
  readonly webhookId: string;
  /** Webhook URL. */
  readonly url: string;
  /** Posted event. Every attempt posts the same event with the same id. */
  readonly event: SandboxEvent;
  /**
   * `waiting` before the first attempt and between attempts. `failed` once the last retry has failed or the webhook has
   * been removed. `dropped` if a fault rule prevented the delivery.
   */
  state: "waiting" | "delivered" | "failed" | "dropped";
  /** Fault rule that created, dropped or held the delivery, or `magic` for a magic number. */
  readonly faultId?: string;
  /** Id of the delivery that this delivery replays. */
  readonly replayOf?: string;
  /** Attempts so far, oldest first. */
  readonly attempts: DeliveryAttempt[];
}
