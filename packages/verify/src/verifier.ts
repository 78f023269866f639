/** Input to {@link Verifier.start}. */
export interface StartInput {
  /** Phone number in E.164 format. `toE164` from `@sendo/core/phone` converts a number typed by a user. */
  readonly to: string;
  /**
   * IP address of the person who requests the code, for the `perIp` limit. Behind a proxy, pass the address that the proxy reports.
   *
   * @defaultValue none, so `perIp` is not applied
   */
  readonly ip?: string | undefined;
  /**
   * Purpose of the code. A number has one live code for each purpose, and a code is only valid for its own purpose.
   *
   * @defaultValue `"login"`
   */
  readonly purpose?: string | undefined;
  /** Locale passed to the `message` option. @defaultValue none */
  readonly locale?: string | undefined;
}

/** Result of {@link Verifier.start}. It does not depend on whether the app knows the number. */
export type StartResult =
  | {
      /**
       * A code was sent or may have been sent. With the `outbox` option, a code was enqueued. If the last code is less than `resendAfterMs`
       * old, nothing was sent.
       */
      readonly status: "started";
      /** Milliseconds until the next code can be sent. */
      readonly resendInMs: number;
    }
  | {
      /** A limit was reached, so no code was sent. */
      readonly status: "limited";
      /** Milliseconds until a code can be sent. */
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
       * - `approved`: the code is correct. It cannot be used again.
       * - `expired`: the code is too old, or a later code replaced it.
       * - `not-found`: no code was requested, or the code was approved earlier.
       * - `locked`: no attempts are left, so a new code is needed.
       */
      readonly status: "approved" | "expired" | "not-found" | "locked";
    }
  | {
      /** The code is wrong. */
      readonly status: "wrong";
      /** Remaining attempts. If it is 0, a new code is needed. */
      readonly attemptsLeft: number;
    };

/** Sends and checks login codes. Created by {@link createVerifier}. */
export interface Verifier {
  /**
   * Sends or enqueues a code, with `priority: "high"`. If the outcome of the last send is unknown, it sends the same code again. Otherwise
   * a new code replaces the live one. The outcome of an enqueued code is always unknown.
   *
   * @throws A {@link SendoValidationError} with code `invalid_input`: `to` is not E.164, or another input cannot be used.
   *
   * @throws A {@link SendoConfigError} with code `config_option_invalid`: the `message` option returned a body without the code, or one that takes up
   * more than `maxSegments`. No code was sent.
   *
   * @throws A {@link SendoError} with the outcome `not-sent` or `rejected`: no code was sent, so the user can try again immediately. With
   * the `outbox` option, the error code can be `outbox_unavailable`. A worker could still send the login code after that, so the user can
   * try again after `resendAfterMs`. An `unknown` outcome is not an error, since the code could still arrive. If a store fails, `start`
   * rejects with the store's error, and nothing is sent.
   */
  start(input: StartInput): Promise<StartResult>;
  /**
   * Checks a code. Each call counts as an attempt before the code is compared. Of several concurrent calls with the correct code, only one
   * returns `approved`.
   *
   * @throws A {@link SendoValidationError} with code `invalid_input`: `to` is not E.164, or `code` is not a string. If a store fails, `check` rejects
   * with the store's error, and nothing is approved.
   */
  check(input: CheckInput): Promise<CheckResult>;
}
