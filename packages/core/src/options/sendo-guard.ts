import type { Outcome } from "../errors/error-codes.js";
import type { AccountIdentity } from "./account-identity.js";

/** A message for a guard to check. */
export interface GuardedMessage {
  /** The recipient's E.164 number. With {@link SendoGuard.redirectTo}, this is the number that receives the message instead. */
  readonly to: string;
  /** The message body, or an empty string for an MMS without a body. */
  readonly body: string;
  /** Whether the message has media. */
  readonly hasMedia: boolean;
}

/** Information about a send, other than the message itself. */
export interface GuardContext {
  /** The account that sends the message. */
  readonly account: AccountIdentity;
}

/** A guard's decision. If a guard returns any other value, the guard is treated as failed and nothing is sent. */
export type GuardVerdict =
  | {
      /** The message is allowed. */
      readonly allowed: true;
      /**
       * Runs once, after the call has ended. A budget uses `settle` to stop counting a message that was not sent. If `settle`
       * fails, the call is not affected.
       *
       * @param outcome - The message's outcome.
       *
       * @defaultValue none
       */
      readonly settle?: ((outcome: Outcome) => void | Promise<void>) | undefined;
    }
  | {
      /** The message is rejected. The call fails with code `guard_rejected`. */
      readonly allowed: false;
      /**
       * The rule that rejected the message, such as `country_not_allowed`, in lowercase letters and underscores. It
       * appears in the error.
       */
      readonly reason: string;
    };

/**
 * Decides whether a message is allowed to be sent. The client calls the guard after validating the message and before
 * waiting for a rate-limit slot. To create a guard, use `createGuard` from `@sendo/core/guard`.
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
   * E.164 number that receives every message in place of the real recipient. `messages.resolve` then searches for messages sent
   * to this number.
   *
   * @defaultValue none: each message goes to its recipient
   */
  readonly redirectTo?: string | undefined;
  /**
   * Decides whether to allow a message. It is called once per call, even if the client retries the request. It is not
   * called if the call's `idempotencyKey` was already used for a message that was sent.
   *
   * Nothing is sent if it throws, rejects, takes longer than 5 seconds, or does not finish before the call's deadline.
   */
  check(message: GuardedMessage, context: GuardContext): GuardVerdict | Promise<GuardVerdict>;
}
