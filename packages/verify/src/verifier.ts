/** Input to {@link Verifier.start}. */
export interface StartInput {
  /** Phone number in E.164 format. `toE164` from `@sendo/core/phone` converts a number typed by a user. */
  readonly to: string;
  /**
   * IP address of the user who requests the code, for the `perIp` limit. Behind a proxy, pass the address that the
   * proxy reports.
   *
   * @defaultValue none, so `perIp` is not applied
   */
  readonly ip?: string | undefined;
  /**
   * Purpose of the code. A number has at most one live code for each purpose, and a code is valid only for its own
   * purpose.
   *
   * @defaultValue `"login"`
   */
  readonly purpose?: string | undefined;
  /** Locale passed to the `message` option. @defaultValue none */
  readonly locale?: string | undefined;
}

/** Result of {@link Verifier.start}. The result is the same whether or not the app knows the number. */
export type StartResult =
  | {
      /**
       * A code was sent or may have been sent. With the `outbox` option, a code was enqueued. If the last code was sent
       * less than `resendAfterMs` milliseconds ago, no new code was sent.
       */
      readonly status: "started";
      /** Milliseconds until the next code can be sent. */
      readonly resendInMs: number;
    }
  | {
      /** A limit was reached, so no code was sent. */
      readonly status: "limited";
      /** Milliseconds until another code can be sent. */
      readonly retryInMs: number;
    };

/** Input to {@link Verifier.check}. */
export interface CheckInput {
  /** Phone number in E.164 format, the same as for `start`. */
  readonly to: string;
  /** The code as the user typed it. Spaces and dashes are ignored. */
  readonly code: string;
  /** Purpose of the code, the same as for `start`. @defaultValue `"login"` */
  readonly purpose?: string | undefined;
}

/** Result of {@link Verifier.check}. */
export type CheckResult =
  | {
      /**
       * - `approved`: the code is correct. The same code cannot be used again.
       * - `expired`: the code is too old, or a later code replaced it.
       * - `not-found`: no code was requested, or the code has already been approved.
       * - `locked`: no attempts are left, so the user needs a new code.
       */
      readonly status: "approved" | "expired" | "not-found" | "locked";
    }
  | {
      /** The code is wrong. */
      readonly status: "wrong";
      /** Remaining attempts. If no attempts are left, the user needs a new code. */
      readonly attemptsLeft: number;
    };

/** Sends and checks login codes. Created by {@link createVerifier}. */
export interface Verifier {
  /**
   * Sends or enqueues a code, with `priority: "high"`. If the outcome of the last send is unknown, `start` sends the
   * same code again. Otherwise, a new code replaces the live code. The outcome of an enqueued code is always unknown.
   *
   * @throws A {@link SendoValidationError} with code `invalid_input` if `to` is not in E.164 format, or if any other
   * input is invalid.
   *
   * @throws A {@link SendoConfigError} with code `config_option_invalid` if the `message` option returned a body that
   * does not contain the code or has more than `maxSegments` segments. No code was sent.
   *
   * @throws A {@link SendoError} with the outcome `not-sent` or `rejected`: no code was sent, so the user can try again
   * immediately. With the `outbox` option, the error code can be `outbox_unavailable`. In that case, a worker could
   * still send the login code, so the user can try again only after `resendAfterMs`. If the outcome is `unknown`,
   * `start` does not reject, because the code could still arrive. If a store fails, `start` rejects with the store's
   * error, and nothing is sent.
   */
  start(input: StartInput): Promise<StartResult>;
  /**
   * Checks a code. Each call is counted as an attempt before the code is compared. If several calls with the correct
   * code run concurrently, only one returns `approved`.
   *
   * @throws A {@link SendoValidationError} with code `invalid_input` if `to` is not in E.164 format, or `code` is not a
   * string. If a store fails, `check` rejects with the store's error, and nothing is approved.
   */
  check(input: CheckInput): Promise<CheckResult>;
}
