import { types } from "node:util";
import { checkOptionNames, unusableOption, type OptionNames } from "@sendo/core/adapter";
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
  const { timeout = 5000, signal } = options;
  checkSignal("waitFor", signal);
  return { timeoutMs: toMs("waitFor", "timeout", timeout), signal };
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
