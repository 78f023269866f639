/** What a {@link ChallengeStore} did with a new challenge. */
export type ChallengeOpening =
  | {
      /** `opened`: the new challenge is the live one. `again`: an earlier one is, and its code may never have been sent. */
      readonly state: "opened" | "again";
      /** The live challenge. */
      readonly id: string;
      /** How often its code is being sent, this time included: 1 for a new challenge. */
      readonly send: number;
      /** Milliseconds until the challenge expires. */
      readonly expiresInMs: number;
    }
  | {
      /** Nothing changed, because the last code was sent a moment ago. */
      readonly state: "wait";
      /** Milliseconds until a code can be sent again. */
      readonly retryInMs: number;
      /** Milliseconds until the live challenge expires; 0 if none is live. */
      readonly expiresInMs: number;
    };

/** What a {@link ChallengeStore} says to somebody who tries a code. */
export type ChallengeAttempt =
  | {
      /** The attempt is counted. */
      readonly state: "live";
      /** The live challenge. */
      readonly id: string;
      /** Challenges that it replaced, at most three. */
      readonly replaced: readonly string[];
      /** Attempts that are left after this one. */
      readonly attemptsLeft: number;
    }
  | {
      /** `locked`: no attempt is left. `expired`: its time is over. `not-found`: there is none, or it was approved. */
      readonly state: "locked" | "expired" | "not-found";
    };

/**
 * The challenges of login codes, one for each key, which all processes of an app share. It knows neither codes nor phone numbers.
 * Each method is one step, and time is the store's own.
 */
export interface ChallengeStore {
  /**
   * Opens a challenge. A live one is replaced. If the outcome of its last send is not known to be `accepted`, it stays and is sent
   * again, unless it has no attempt left or less than `resendAfterMs` of its life. Within `resendAfterMs` of a send, nothing
   * changes. A repeated call with the same `id` gets the same result.
   *
   * @param challenge - `id`: unique for each call. `ttlMs`: its life. `maxAttempts`: as in `attempt`.
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
   * Records what became of a send, if `id` is the live challenge. `accepted`: the next `open` replaces it. `not-sent`: the next
   * `open` need not wait. Without a record the outcome counts as unknown.
   */
  sent(
    key: string,
    send: { readonly id: string; readonly send: number; readonly outcome: "accepted" | "not-sent" },
  ): Promise<void>;
  /** Counts an attempt against the live challenge, before the code is compared. */
  attempt(key: string, limit: { readonly maxAttempts: number }): Promise<ChallengeAttempt>;
  /**
   * Approves the live challenge, whose code was right. A challenge is approved once.
   *
   * @param approval - `owner`: unique for each caller; a repeated call of the same owner gets the same result.
   * @returns `false` if `id` is not live or another owner approved it.
   */
  approve(key: string, approval: { readonly id: string; readonly owner: string }): Promise<boolean>;
}
