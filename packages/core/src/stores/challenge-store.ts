/** Result of {@link ChallengeStore.open}. */
export type ChallengeOpening =
  | {
      /**
       * `opened`: the new challenge is live. `again`: an earlier challenge is still live, and its code might never have been
       * sent.
       */
      readonly state: "opened" | "again";
      /** Id of the live challenge. */
      readonly id: string;
      /** Number of times the code has been sent, including this time. For a new challenge, the number is 1. */
      readonly send: number;
      /** Milliseconds until the challenge expires. */
      readonly expiresInMs: number;
    }
  | {
      /** Nothing was changed, because the last code was sent less than `resendAfterMs` milliseconds ago. */
      readonly state: "wait";
      /** Milliseconds until a code can be sent again. */
      readonly retryInMs: number;
      /** Milliseconds until the live challenge expires, or 0 if none is live. */
      readonly expiresInMs: number;
    };

/** Result of an attempt to enter a code. */
export type ChallengeAttempt =
  | {
      /** The attempt was counted. */
      readonly state: "live";
      /** Id of the live challenge. */
      readonly id: string;
      /** Ids of the challenges that the live challenge replaced, at most three. */
      readonly replaced: readonly string[];
      /** Number of attempts left after this one. */
      readonly attemptsLeft: number;
    }
  | {
      /**
       * `locked`: no attempts are left. `expired`: the challenge has expired. `not-found`: no challenge exists, or
       * the challenge has already been approved.
       */
      readonly state: "locked" | "expired" | "not-found";
    };

/**
 * Stores login-code challenges, one per key. All of an app's processes share the store. The store contains neither codes nor
 * phone numbers. Each method performs one atomic operation and uses the store's own clock.
 */
export interface ChallengeStore {
  /**
   * Opens a challenge, which replaces the live challenge. If the live challenge's last send is not recorded as `accepted`, the
   * challenge stays live and its code is sent again. The challenge is replaced anyway if it has no attempts left or expires
   * within `resendAfterMs`. A call within `resendAfterMs` of the last send changes nothing. A repeated call with the same `id`
   * gets the same result.
   *
   * @param challenge - `id`: unique to each call. `ttlMs`: time until the challenge expires. `maxAttempts`: the same limit as
   * for `attempt`.
   */
  open(
    key: string,
    challenge: {
      readonly id: string;
      readonly ttlMs: number;
      readonly resendAfterMs: number;
      readonly maxAttempts: number;
    },
  ): Promise<ChallengeOpening>;
  /**
   * Records the outcome of a send if `id` identifies the live challenge. After `accepted`, the next `open` replaces the
   * challenge. After `not-sent`, the next `open` does not return `wait`. If nothing is recorded, the outcome counts as unknown.
   */
  sent(
    key: string,
    send: { readonly id: string; readonly send: number; readonly outcome: "accepted" | "not-sent" },
  ): Promise<void>;
  /** Counts an attempt to enter the live challenge's code. It is called before the code is compared. */
  attempt(key: string, limit: { readonly maxAttempts: number }): Promise<ChallengeAttempt>;
  /**
   * Approves the live challenge after the correct code has been entered. A challenge can be approved only once.
   *
   * @param approval - `owner`: unique to each caller. A repeated call by the same owner gets the same result.
   * @returns `false` if the challenge with this `id` is not live, or if another owner has approved it.
   */
  approve(key: string, approval: { readonly id: string; readonly owner: string }): Promise<boolean>;
}
