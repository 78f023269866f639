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
import { matchBodies } from "./match-bodies.js";
import { nearMisses } from "./near-misses.js";
import { receiveText } from "./receive-text.js";
import type { ApiContext } from "../api/route.js";
import { SandboxError } from "../errors/sandbox-error.js";

/** A message returned by a wait call. */
export interface ReceivedText {
  /** Message as the API returns it. */
  readonly message: SandboxMessage;
  /** Strings matched by the pattern's capture groups. The first group is at index 0. */
  readonly captures: readonly string[];
}

/** A simulated phone. */
export interface Phone {
  /** Phone number in E.164 format. */
  readonly number: string;
  /**
   * Sends a message from this phone to one of your numbers. The message triggers a `message.incoming` event. The
   * keywords STOP, START and HELP take effect.
   *
   * @param body - 1 to 1600 characters. It can be empty if the message has media.
   * @throws A {@link SandboxError} with code `unknown_number` if no campaign has the number, or `option_invalid` if the body is
   * invalid.
   * @throws A {@link SendoConfigError} with code `config_option_invalid` if an option is invalid.
   */
  text(body: string, options?: TextOptions): SandboxMessage;
  /**
   * Returns the messages that this phone received and sent, oldest first. Messages that have not arrived yet are not
   * included.
   */
  messages(): SandboxMessage[];
  /**
   * Waits for the next matching message to this phone. A message that has already arrived also counts, unless an
   * earlier `waitFor` returned it. On a manual or frozen clock, all due actions run when the wait starts, and again
   * after each new message to this phone.
   *
   * @throws A {@link SandboxError} with code `wait_timeout` if no message matches in time, or `closed` if the sandbox
   * is closed or the tenant is dropped. The `wait_timeout` error lists messages that arrived and messages that are
   * pending.
   * @throws A {@link SendoConfigError} with code `config_option_invalid` if an option is invalid.
   *
   * @example
   * ```ts
   * const { captures } = await sandbox.phone("+12065550142").waitFor(/code (\d{6})/);
   * ```
   */
  waitFor(pattern: RegExp, options?: WaitOptions): Promise<ReceivedText>;
  /**
   * Waits until every sent message has arrived, and then resolves if this phone has received no messages other than those
   * returned by `waitFor`.
   *
   * @throws A {@link SandboxError} with code `unexpected_text` if a message arrives, or `closed` if the sandbox is
   * closed or the tenant is dropped. The `unexpected_text` error contains the message.
   * @throws A {@link SendoConfigError} with code `config_option_invalid` if an option is invalid.
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

/** @internal Provides details for the errors that a phone's wait calls throw. */
export interface PhoneRecords {
  /** Uses the recorded requests to explain why no message arrived. */
  readonly explainMissingMessage: () => readonly string[];
}

/** @internal */
export function createPhone(
  account: Account,
  number: string,
  context: ApiContext,
  { explainMissingMessage }: PhoneRecords,
): Phone {
  const { returned } = account;
  const { clock } = context;
  const show = (record: MessageRecord): SandboxMessage => toMessage(record, context.assume.errorCode);

  const firstMatch = (pattern: RegExp): { record: MessageRecord; captures: string[] } | undefined => {
    const arrived = account
      .messages()
      .filter((record) => record.direction === "OUTBOUND" && hasArrived(record, number) && !returned.has(record));
    if (arrived.length === 0) return undefined;
    const matches = matchBodies(
      pattern,
      arrived.map(({ body }) => body),
    );
    const index = matches.findIndex((match) => match !== null);
    return index < 0 ? undefined : { record: arrived[index]!, captures: matches[index]!.slice(1) };
  };

  // A pending message arrives only if the clock is running and the profile is not `manual`.
  const whatIsComing = (): readonly string[] => {
    const isComing = ({ direction, to, failure, status, lifecycle }: MessageRecord): boolean =>
      direction === "OUTBOUND" && to === number && failure === undefined && status !== lifecycle.steps.at(-1)?.status;
    const coming = account.messages().filter((record) => isComing(record) && !hasArrived(record, number));
    if (coming.some(({ lifecycle, blocked }) => lifecycle.steps.length === 0 && !blocked))
      return ["With the `manual` profile, a message arrives only after you call setStatus()."];
    return coming.length > 0 && clock.frozen ? ["The clock is frozen. Call clock.next() or clock.advance()."] : [];
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
        const what = `No message that matches ${String(pattern)} reached ${number} within ${timeoutMs} ms.`;
        const lines = [what, ...nearMisses(account, number, pattern), ...whatIsComing(), ...explainMissingMessage()];
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
      const what = `${number} received a message${matching.source === "(?:)" ? "" : ` that matches ${String(matching)}`}: ${JSON.stringify(found.record.body)}.`;
      throw new SandboxError("unexpected_text", [what, ...nearMisses(account, number, matching)].join("\n"));
    },
  };
}

/** @internal Whether the phone sent or received the message. */
export function hasArrived(record: MessageRecord, number: string): boolean {
  return record.direction === "INBOUND"
    ? record.from === number
    : record.to === number && record.history.some(({ status }) => status === "DELIVERED" || status === "READ");
}
