import { checkOptionNames, type OptionNames } from "@sendo/core/adapter";
import type { Duration } from "../time/duration.js";

/** How a phone texts. */
export interface TextOptions {
  /**
   * Which number of yours it writes to.
   *
   * @defaultValue the one that wrote to this phone last, else the first number of the first approved campaign
   */
  to?: string | undefined;
  /** http or https URLs of attached media, which make it an MMS. Nothing is fetched. @defaultValue none */
  mediaUrls?: readonly string[] | undefined;
}

/** How long {@link Phone.waitFor} waits. */
export interface WaitOptions {
  /**
   * In real time, whatever the sandbox's clock: it is your app that is waited for.
   *
   * @defaultValue `5000`
   */
  timeout?: Duration | undefined;
  /** Ends the wait with the signal's own reason. @defaultValue none */
  signal?: AbortSignal | undefined;
}

/** What {@link Phone.expectNothing} rules out. */
export interface ExpectNothingOptions {
  /**
   * How long to keep looking once everything that was sent so far has arrived; in real time, since it is your app that
   * must keep quiet.
   *
   * @defaultValue `0`: not at all, which is enough where the app has finished what it does
   */
  for?: Duration | undefined;
  /** Only texts that match. @defaultValue all */
  matching?: RegExp | undefined;
  /** Ends the wait with the signal's own reason. @defaultValue none */
  signal?: AbortSignal | undefined;
}

const TEXT_NAMES: OptionNames<TextOptions> = { to: true, mediaUrls: true };
const WAIT_NAMES: OptionNames<WaitOptions> = { timeout: true, signal: true };
const NOTHING_NAMES: OptionNames<ExpectNothingOptions> = { for: true, matching: true, signal: true };

// Each throws a SendoConfigError `config_option_invalid`, here and in whatever asks a sandbox of another process.

/** @internal */
export const checkTextOptions = (options: TextOptions = {}): void => checkOptionNames("text", options, TEXT_NAMES);
/** @internal */
export const checkWaitOptions = (options: WaitOptions): void => checkOptionNames("waitFor", options, WAIT_NAMES);
/** @internal */
export const checkExpectNothingOptions = (options: ExpectNothingOptions): void =>
  checkOptionNames("expectNothing", options, NOTHING_NAMES);
