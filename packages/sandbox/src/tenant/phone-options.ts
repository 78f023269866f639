import { types } from "node:util";
import { checkOptionNames, checkWholeNumber, type OptionNames, unusableOption } from "@sendo/core/adapter";
import { toMs, type Duration } from "../time/duration.js";

/** Options for {@link Phone.text}. */
export interface TextOptions {
  /**
   * The number that receives the message, which must be one of your numbers.
   *
   * @defaultValue the number that sent the latest message to this phone. If no message was sent to this phone, the default
   * is the first number of the first approved campaign that has numbers.
   */
  to?: string | undefined;
  /**
   * http or https URLs of attached media, which make the message an MMS. The sandbox does not fetch them. @defaultValue
   * none
   */
  mediaUrls?: readonly string[] | undefined;
}

/** Options for {@link Phone.waitFor}. */
export interface WaitOptions {
  /**
   * Timeout in milliseconds of real time, because the call waits for your app, not for the sandbox's clock. With `0`,
   * only messages that have already arrived are checked.
   *
   * @defaultValue `5000`
   */
  timeoutMs?: number | undefined;
  /** Signal that ends the wait. The wait rejects with the signal's reason. @defaultValue none */
  signal?: AbortSignal | undefined;
}

/** Options for {@link Phone.expectNothing}. */
export interface ExpectNothingOptions {
  /**
   * Time to keep watching once all sent messages have arrived. It is measured in real time, because the call waits for
   * your app.
   *
   * @defaultValue `0`: no additional time, which is enough if the app has finished sending
   */
  for?: Duration | undefined;
  /** Only messages that match this pattern cause an `unexpected_text` error. @defaultValue a pattern that matches every message */
  matching?: RegExp | undefined;
  /** Signal that ends the wait. The wait rejects with the signal's reason. @defaultValue none */
  signal?: AbortSignal | undefined;
}

const TEXT_NAMES: OptionNames<TextOptions> = { to: true, mediaUrls: true };
// Maximum delay that Node's timers support.
const LONGEST_TIMER_MS = 2_147_483_647;

const WAIT_NAMES: OptionNames<WaitOptions> = { timeoutMs: true, signal: true };
const NOTHING_NAMES: OptionNames<ExpectNothingOptions> = { for: true, matching: true, signal: true };

// Each function throws a SendoConfigError with code `config_option_invalid`, even if the sandbox runs in another process.

/** @internal */
export function checkTextOptions(options: TextOptions = {}): void {
  checkOptionNames("text", options, TEXT_NAMES);
  const { mediaUrls } = options;
  if (mediaUrls !== undefined && !isMediaList(mediaUrls)) {
    throw unusableOption("text", "mediaUrls", "a list of http or https URLs", mediaUrls);
  }
}

/** @internal */
export function readWaitOptions(options: WaitOptions): {
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
} {
  checkOptionNames("waitFor", options, WAIT_NAMES);
  const { timeoutMs = 5000, signal } = options;
  checkSignal("waitFor", signal);
  return { timeoutMs: checkWholeNumber("waitFor", "timeoutMs", timeoutMs, { min: 0, max: LONGEST_TIMER_MS }), signal };
}

/** @internal */
export function readExpectNothingOptions(options: ExpectNothingOptions): {
  readonly timeoutMs: number;
  readonly matching: RegExp | undefined;
  readonly signal: AbortSignal | undefined;
} {
  checkOptionNames("expectNothing", options, NOTHING_NAMES);
  const { for: duration = 0, matching, signal } = options;
  if (matching !== undefined && !types.isRegExp(matching)) {
    throw unusableOption("expectNothing", "matching", "a regular expression", matching);
  }
  checkSignal("expectNothing", signal);
  return { timeoutMs: toMs("expectNothing", "for", duration), matching, signal };
}

function checkSignal(of: string, signal: unknown): void {
  // `instanceof` does not work here, because jest gives each test file its own `AbortSignal`.
  if (signal === undefined || (typeof signal === "object" && signal !== null && "aborted" in signal)) return;
  throw unusableOption(of, "signal", "an AbortSignal", signal);
}

function isMediaList(value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  return value.every((url) => typeof url === "string" && /^https?:\/\//i.test(url) && URL.canParse(url));
}
