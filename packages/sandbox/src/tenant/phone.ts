import { waitForArrival } from "./wait-for-arrival.js";
import type { Account } from "../engine/account.js";
import {
  readExpectNothingOptions,
  readWaitOptions,
  type ExpectNothingOptions,
  type TextOptions,
  type WaitOptions,
} from "./phone-options.js";
import { toMessage, type MessageRecord, type SandboxMessage } from "../engine/message-record.js";
import { matchTexts } from "./match-texts.js";
import { nearMisses } from "./near-misses.js";
import { receiveText } from "./receive-text.js";
import type { ApiContext } from "../api/route.js";
import { SandboxError } from "../errors/sandbox-error.js";

/** A text that was waited for. */
export interface ReceivedText {
  /** The text, with all that the API shows of it. */
  readonly message: SandboxMessage;
  /** What the pattern's groups matched, the first at 0. */
  readonly captures: readonly string[];
}

/** Somebody's phone. */
export interface Phone {
  /** E.164. */
  readonly number: string;
  /**
   * Texts to a number of yours: raises `message.incoming`, and acts on STOP, START and HELP.
   *
   * @param body - 1 to 1600 characters; may be empty with media.
   * @throws A {@link SandboxError} `unknown_number`: no campaign has the number; `option_invalid`: the body cannot be sent.
   * @throws A {@link SendoConfigError} `config_option_invalid`: an option cannot be used.
   */
  text(body: string, options?: TextOptions): SandboxMessage;
  /** What this phone got and sent, oldest first. Texts that are still on their way are not there yet. */
  messages(): SandboxMessage[];
  /**
   * The next text this phone gets (or has got, and no earlier `waitFor` has returned) that matches. Waits by event. On a
   * manual clock it lets everything due happen first, and again whenever something is sent to this phone.
   *
   * @throws A {@link SandboxError} `wait_timeout`, whose message lists what did arrive and what is on its way; `closed`.
   * @throws A {@link SendoConfigError} `config_option_invalid`: an option cannot be used.
   *
   * @example
   * ```ts
   * const { captures } = await sandbox.phone("+12065550142").waitFor(/code (\d{6})/);
   * ```
   */
  waitFor(pattern: RegExp, options?: WaitOptions): Promise<ReceivedText>;
  /**
   * Resolves if this phone gets no text beyond those that `waitFor` has returned. What was sent so far is let arrive first.
   *
   * @throws A {@link SandboxError} `unexpected_text`, whose message shows what came; `closed`.
   * @throws A {@link SendoConfigError} `config_option_invalid`: an option cannot be used.
   *
   * @example
   * ```ts
   * ann.text("STOP");
   * await ann.waitFor(/unsubscribed/);
   * await app.sendNewsletter();
   * await ann.expectNothing();
   * ```
   */
  expectNothing(options?: ExpectNothingOptions): Promise<void>;
}

/** @internal What a phone's failures tell beside texts. */
export interface PhoneRecords {
  /** Of the requests: why no text came. */
  readonly explainMissingText: () => readonly string[];
}

/** @internal */
export function createPhone(
  account: Account,
  number: string,
  context: ApiContext,
  { explainMissingText }: PhoneRecords,
): Phone {
  const { returned } = account;
  const { clock } = context;
  const show = (record: MessageRecord): SandboxMessage => toMessage(record, context.assume.errorCode);

  const firstMatch = (pattern: RegExp): { record: MessageRecord; captures: string[] } | undefined => {
    const arrived = account
      .messages()
      .filter((record) => record.direction === "OUTBOUND" && hasArrived(record, number) && !returned.has(record));
    if (arrived.length === 0) return undefined;
    const matches = matchTexts(
      pattern,
      arrived.map(({ body }) => body),
    );
    const index = matches.findIndex((match) => match !== null);
    return index < 0 ? undefined : { record: arrived[index]!, captures: matches[index]!.slice(1) };
  };

  // What is on its way comes by itself only where time passes and the profile has it come.
  const whatIsComing = (): readonly string[] => {
    const isComing = ({ direction, to, failure, status, lifecycle }: MessageRecord): boolean =>
      direction === "OUTBOUND" && to === number && failure === undefined && status !== lifecycle.steps.at(-1)?.status;
    const coming = account.messages().filter((record) => isComing(record) && !hasArrived(record, number));
    if (coming.some(({ lifecycle, blocked }) => lifecycle.steps.length === 0 && !blocked))
      return ["Under the profile manual nothing arrives by itself: setStatus() does it."];
    return coming.length > 0 && clock.frozen ? ["Time stands still: clock.next() or clock.advance() moves it."] : [];
  };

  return {
    number,
    text: (body, options) => show(receiveText(account, context.engine, number, body, options)),
    messages: () =>
      account
        .messages()
        .filter((record) => hasArrived(record, number))
        .map(show),

    async waitFor(pattern, options = {}) {
      const { timeoutMs, signal } = readWaitOptions(options);
      const found = await waitForArrival(() => firstMatch(pattern), { account, number, clock, timeoutMs, signal });
      if (found === undefined) {
        const what = `No text that matches ${String(pattern)} reached ${number} within ${timeoutMs} ms.`;
        const lines = [what, ...nearMisses(account, number, pattern), ...whatIsComing(), ...explainMissingText()];
        throw new SandboxError("wait_timeout", lines.join("\n"));
      }
      returned.add(found.record);
      account.events.emit("returned", found.record);
      return { message: show(found.record), captures: found.captures };
    },

    async expectNothing(options = {}) {
      const { timeoutMs, matching = /(?:)/, signal } = readExpectNothingOptions(options);
      if (clock.mode === "realtime") await clock.settle();
      const found = await waitForArrival(() => firstMatch(matching), { account, number, clock, timeoutMs, signal });
      if (found === undefined) return;
      const what = `${number} got a text${matching.source === "(?:)" ? "" : ` that matches ${String(matching)}`}: ${JSON.stringify(found.record.body)}.`;
      throw new SandboxError("unexpected_text", [what, ...nearMisses(account, number, matching)].join("\n"));
    },
  };
}

/** @internal Whether `number` sent it, or has it on its screen. */
export function hasArrived(record: MessageRecord, number: string): boolean {
  return record.direction === "INBOUND"
    ? record.from === number
    : record.to === number && record.history.some(({ status }) => status === "DELIVERED" || status === "READ");
}
