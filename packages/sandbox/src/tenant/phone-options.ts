import { types } from "node:util";
import { checkOptionNames, checkWholeNumber, type OptionNames, unusableOption } from "@sendo/core/adapter";
import { toMs, type Duration } from "../time/duration.js";

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
   * Milliseconds of real time, whatever the sandbox's clock: it is your app that is waited for. `0` looks only at what has arrived.
   *
   * @defaultValue `5000`
   */
  timeoutMs?: number | undefined;
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
// Node's timers count to this.
const LONGEST_TIMER_MS = 2_147_483_647;

const WAIT_NAMES: OptionNames<WaitOptions> = { timeoutMs: true, signal: true };
const NOTHING_NAMES: OptionNames<ExpectNothingOptions> = { for: true, matching: true, signal: true };

// Each throws a SendoConfigError `config_option_invalid`, here and in whatever asks a sandbox of another process.

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
  // Not `instanceof`, because jest gives each test file its own AbortSignal.
  if (signal === undefined || (typeof signal === "object" && signal !== null && "aborted" in signal)) return;
  throw unusableOption(of, "signal", "an AbortSignal", signal);
}

function isMediaList(value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  return value.every((url) => typeof url === "string" && /^https?:\/\//i.test(url) && URL.canParse(url));
}
