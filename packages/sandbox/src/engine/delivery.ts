import type { SandboxEvent } from "./event.js";

/** One attempt to deliver an event. */
export interface DeliveryAttempt {
  /** 1 for the first; 7 for the last retry. */
  readonly number: number;
  /** ISO 8601, on the sandbox's clock. */
  readonly startedAt: string;
  /** The receiver's status. Absent when there was no answer. */
  readonly httpStatus?: number;
  /**
   * Why there was no answer: a Node error code such as `ECONNREFUSED`, `TIMEOUT`, `TARGET_REFUSED`, `OUTAGE` for a simulated one, or `BACKLOG`:
   * the delivery was given up because 10,000 later ones waited, too.
   */
  readonly errorCode?: string;
  /** The first 2,048 bytes of the receiver's response. Absent if it is empty. */
  readonly answer?: string;
  /** The fault rule that decided it. */
  readonly faultId?: string;
  /** Milliseconds of real time until the status or the failure. */
  readonly latencyMs: number;
  /** When the next attempt is due, on the sandbox's clock. Absent after a success and after the last retry. */
  readonly nextDueAt?: string;
}

/** One event on its way to one webhook. */
export interface Delivery {
  /** UUID. */
  readonly id: string;
  /** The webhook that it goes to. */
  readonly webhookId: string;
  /** Where that is. */
  readonly url: string;
  /** What is posted: the same at every attempt, its id included. */
  readonly event: SandboxEvent;
  /**
   * `waiting`: for its first attempt or its next. `failed`: after the last retry, or when the webhook was removed.
   * `dropped`: never sent, by a fault rule.
   */
  state: "waiting" | "delivered" | "failed" | "dropped";
  /** The fault rule that made, dropped or held it; `magic` for what a magic number asked for. */
  readonly faultId?: string;
  /** The delivery that this one repeats. */
  readonly replayOf?: string;
  /** Each attempt so far, oldest first. */
  readonly attempts: DeliveryAttempt[];
}
