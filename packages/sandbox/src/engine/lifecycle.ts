import type { Failure } from "./failure-codes.js";
import type { SandboxMessageStatus } from "./message-status.js";

/** @internal A status change. */
export interface Step {
  readonly status: SandboxMessageStatus;
  /** Milliseconds after the previous step, on the sandbox's clock. */
  readonly afterMs: number;
  readonly failure?: Failure;
}

/**
 * @internal How a message's events are sent. `usual`: each event is sent once, in order.
 *
 * - `twice`: each event is sent twice with the same id.
 * - `two-ids`: each event is sent twice with different ids.
 * - `delivered-first`: the SENT event is held until the message's next event has been sent.
 * - `wrong-token-first`: each event is sent with a wrong token, then with the right token.
 * - `none`: no events are sent.
 */
export type EventOrder = "usual" | "twice" | "two-ids" | "delivered-first" | "wrong-token-first" | "none";

/** @internal A reply from the recipient. */
export interface Reply {
  readonly body: string;
  readonly mediaUrls?: readonly string[];
}

/** @internal A message's planned steps, events and replies. */
export interface Lifecycle {
  readonly steps: readonly Step[];
  readonly events: EventOrder;
  /** Whether the response to the send request waits for the first step and its event. */
  readonly early?: boolean;
  /**
   * Replies that the recipient sends after the last step. Keywords in these replies have no lasting effect. For
   * example, STOP does not opt the recipient out.
   */
  readonly replies?: readonly Reply[];
  readonly repliesAfterMs: number;
}
