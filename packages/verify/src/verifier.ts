/** Where a code is sent. */
export interface StartInput {
  /** Phone number, E.164. `toE164` of `@sendo/core/phone` makes one from what a person typed. */
  readonly to: string;
  /**
   * Address of the person who asks for the code, for the limit `perIp`. Behind a proxy, take the address that the proxy names.
   *
   * @defaultValue none: this limit is not applied
   */
  readonly ip?: string | undefined;
  /**
   * What the code is for. A number has one live code for each purpose, and a code is worth nothing for another.
   *
   * @defaultValue `"login"`
   */
  readonly purpose?: string | undefined;
  /** Handed to `message`. @defaultValue none */
  readonly locale?: string | undefined;
}

/** What became of `start`. It is the same for every valid number. */
export type StartResult =
  | {
      /**
       * A code was sent, or may have been sent. With the option `outbox`, a code was enqueued. Less than `resendAfterMs` after an earlier
       * code, no other one is sent.
       */
      readonly status: "started";
      /** Milliseconds until a code can be sent again. */
      readonly resendInMs: number;
    }
  | {
      /** A limit is reached: no code was sent. */
      readonly status: "limited";
      /** Milliseconds until a code can be sent. */
      readonly retryInMs: number;
    };

/** A code as a person typed it. */
export interface CheckInput {
  /** Phone number, E.164, the same as for `start`. */
  readonly to: string;
  /** The code. Spaces and dashes do not matter. */
  readonly code: string;
  /** The same as for `start`. @defaultValue `"login"` */
  readonly purpose?: string | undefined;
}

/** What `check` found. */
export type CheckResult =
  | {
      /**
       * `approved`: the code is right, and has been used up now. `expired`: its time is over, or a later code replaced it. `not-found`:
       * no code was started, or it was approved before. `locked`: it was tried too often, so a new code is needed.
       */
      readonly status: "approved" | "expired" | "not-found" | "locked";
    }
  | {
      /** The code is wrong. */
      readonly status: "wrong";
      /** Attempts that are left. With 0 a new code is needed. */
      readonly attemptsLeft: number;
    };

/** Sends and checks login codes. */
export interface Verifier {
  /**
   * Sends or enqueues a code, with `priority: "high"`. If the outcome of the last send is unknown, it sends the same code again. Otherwise
   * a new code replaces the live one. The outcome of an enqueued code is always unknown.
   *
   * @throws A {@link SendoValidationError} `invalid_input`: `to` is not E.164, or another input cannot be used.
   *
   * @throws A {@link SendoConfigError} `config_option_invalid`: the option `message` returned a body without the code, or one that takes
   * more than `maxSegments`. No code was sent.
   *
   * @throws A {@link SendoError} with the outcome `not-sent` or `rejected`: no code was sent, so the person can try again immediately.
   * Its code can be `outbox_unavailable` with the option `outbox`: a worker may still send the code, so the person can try again after
   * `resendAfterMs`. An `unknown` outcome is not an error, since the code may arrive. If a store fails, `start` rejects with the store's
   * error, and nothing is sent.
   */
  start(input: StartInput): Promise<StartResult>;
  /**
   * Checks a code. Every call counts as an attempt before the code is compared. Of concurrent calls with the right code, one is
   * `approved`.
   *
   * @throws A {@link SendoValidationError} `invalid_input`: `to` is not E.164, or `code` is not a string. A store that fails throws its
   * own error, and nothing is approved.
   */
  check(input: CheckInput): Promise<CheckResult>;
}
