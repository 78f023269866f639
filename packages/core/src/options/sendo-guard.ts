import type { Outcome } from "../errors/error-codes.js";
import type { AccountIdentity } from "./account-identity.js";

/** A message as it will be sent, for a guard to decide on. */
export interface GuardedMessage {
  /** Recipient, E.164. With {@link SendoGuard.redirectTo}, that number. */
  readonly to: string;
  /** The message body. It is empty for an MMS without one. */
  readonly body: string;
  /** Whether the message has media. */
  readonly hasMedia: boolean;
}

/** What a guard knows besides the message. */
export interface GuardContext {
  /** The account that sends. */
  readonly account: AccountIdentity;
}

/** What a guard decides. Anything else counts as a guard that failed, and nothing is sent. */
export type GuardVerdict =
  | {
      /** The message may be sent. */
      readonly allowed: true;
      /**
       * Called once, when the call is over: to give back what was counted for a message that was not sent. If it fails, nothing
       * changes about the call.
       *
       * @param outcome - What became of the message.
       *
       * @defaultValue none
       */
      readonly settle?: ((outcome: Outcome) => void | Promise<void>) | undefined;
    }
  | {
      /** The message must not be sent: the call fails as `guard_rejected`. */
      readonly allowed: false;
      /** The rule, in lower-case letters and underscores, such as `country_not_allowed`. It appears in the error. */
      readonly reason: string;
    };

/**
 * Decides whether a message may be sent, after the message was validated and before it waits for the rate limit. `createGuard` of
 * `@sendo/core/guard` makes one.
 *
 * @example
 * ```ts
 * const guard: SendoGuard = {
 *   check: ({ to }) => (to.startsWith("+1") ? { allowed: true } : { allowed: false, reason: "prefix_not_allowed" }),
 * };
 * const sendo = new Sendo({ guard });
 * ```
 */
export interface SendoGuard {
  /**
   * Number that receives every message instead of its recipient, E.164. `messages.resolve` looks for messages to this number too.
   *
   * @defaultValue none: each message goes to its recipient
   */
  readonly redirectTo?: string | undefined;
  /**
   * Decides on one message, once per call: retries of the call are not decided again. A call with an `idempotencyKey` that sends
   * nothing is not decided on.
   *
   * If it throws, rejects, or takes longer than 5 seconds or the call's deadline, nothing is sent.
   */
  check(message: GuardedMessage, context: GuardContext): GuardVerdict | Promise<GuardVerdict>;
}
