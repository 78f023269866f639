import type { Failure } from "./failure-codes.js";
import type { SandboxMessageStatus } from "./message-status.js";

/** @internal One change of status. */
export interface Step {
  readonly status: SandboxMessageStatus;
  /** Milliseconds on the sandbox's clock after the step before. */
  readonly afterMs: number;
  readonly failure?: Failure;
}

/**
 * @internal How a message's events reach webhooks, beside the usual way: each once, in order.
 *
 * - `twice`: each two times, with the same id.
 * - `two-ids`: each two times, with different ids.
 * - `delivered-first`: that of SENT after the one that follows it.
 * - `wrong-token-first`: each with a wrong token, then with the right one.
 * - `none`: not at all.
 */
export type EventOrder = "usual" | "twice" | "two-ids" | "delivered-first" | "wrong-token-first" | "none";

/** @internal A text that the recipient sends back. */
export interface ReplyText {
  readonly body: string;
  readonly mediaUrls?: readonly string[];
}

/** @internal What is going to become of a message. */
export interface Lifecycle {
  readonly steps: readonly Step[];
  readonly events: EventOrder;
  /** Takes the first step, and has its event answered, before the send is. */
  readonly early?: boolean;
  /** Sent back after the last step. Nothing of it lasts: a STOP among them opts nobody out. */
  readonly replies?: readonly ReplyText[];
  readonly repliesAfterMs: number;
}
