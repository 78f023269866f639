import { realTimer, type SandboxClock } from "./clock.js";
import { toMs, type Duration } from "./duration.js";
import type { Account } from "./engine/account.js";
import { toMessage, type MessageRecord, type SandboxMessage } from "./engine/message-record.js";
import { receiveText, type TextOptions } from "./receive-text.js";
import type { ApiContext } from "./api/route.js";
import { SandboxError } from "./sandbox-error.js";

/** How long {@link Handset.waitFor} waits. */
export interface WaitOptions {
  /**
   * In real time, whatever the sandbox's clock: it is your app that is waited for.
   *
   * @defaultValue `5000`
   */
  timeout?: Duration;
}

/** A text that was waited for. */
export interface Received {
  readonly message: SandboxMessage;
  /** What the pattern's groups matched, the first at 0. */
  readonly captures: readonly string[];
}

/** Somebody's phone. */
export interface Handset {
  /** E.164. */
  readonly number: string;
  /**
   * Texts to a number of yours: raises `message.incoming`, and acts on STOP, START and HELP.
   *
   * @param body - 1 to 1600 characters; may be empty with media.
   * @throws {@link SandboxError} `unknown_number`: no campaign has the number; `option_invalid`: the text or media cannot be sent.
   */
  text(body: string, options?: TextOptions): SandboxMessage;
  /** What this phone got and sent, oldest first. Texts that are still on their way are not there yet. */
  messages(): SandboxMessage[];
  /**
   * The next text this phone gets (or has got, and no earlier `waitFor` has returned) that matches. Waits by event. On a
   * manual clock it lets everything due happen first, and again whenever something is sent to this phone.
   *
   * @throws {@link SandboxError} `wait_timeout`, whose message lists what did arrive and what is on its way; `closed`.
   *
   * @example
   * ```ts
   * const { captures } = await sandbox.phone("+12065550142").waitFor(/code (\d{6})/);
   * ```
   */
  waitFor(pattern: RegExp, options?: WaitOptions): Promise<Received>;
}

/** @internal */
export function createHandset(account: Account, number: string, context: ApiContext): Handset {
  const returned = new Set<string>();
  const show = (record: MessageRecord): SandboxMessage => toMessage(record, context.assume.errorCode);

  const nextMatch = (pattern: RegExp): Received | undefined => {
    for (const record of account.messages()) {
      if (!hasArrived(record, number) || record.direction === "INBOUND" || returned.has(record.id)) continue;
      const match = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, "")).exec(record.body);
      if (match === null) continue;
      returned.add(record.id);
      return { message: show(record), captures: match.slice(1) };
    }
    return undefined;
  };

  return {
    number,
    text: (body, options) => show(receiveText(account, context.engine, number, body, options)),
    messages: () =>
      account
        .messages()
        .filter((record) => hasArrived(record, number))
        .map(show),
    waitFor: (pattern, { timeout = 5000 } = {}) =>
      waitFor(account, number, context.clock, toMs(timeout), pattern, () => nextMatch(pattern)),
  };
}

/** @internal Whether `number` sent it, or has it on its screen. */
export function hasArrived(record: MessageRecord, number: string): boolean {
  return record.direction === "INBOUND"
    ? record.from === number
    : record.to === number && record.status === "DELIVERED";
}

function waitFor(
  account: Account,
  number: string,
  clock: SandboxClock,
  timeoutMs: number,
  pattern: RegExp,
  nextMatch: () => Received | undefined,
): Promise<Received> {
  const found = nextMatch();
  if (found !== undefined) return Promise.resolve(found);
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      timer.cancel();
      account.events.off("message", onMessage).off("closed", onClosed);
    };
    const onMessage = (record: MessageRecord): void => {
      if (record.to !== number) return;
      const match = nextMatch();
      if (match !== undefined) {
        stop();
        resolve(match);
      } else if (clock.mode === "manual" && record.status === "CREATED") void clock.settle();
    };
    const onClosed = (): void => {
      stop();
      reject(new SandboxError("closed", "The sandbox was closed while a handset waited for a text."));
    };
    const timer = realTimer(() => {
      stop();
      reject(new SandboxError("wait_timeout", timeoutMessage(account, number, pattern, timeoutMs)));
    }, timeoutMs);
    account.events.on("message", onMessage).on("closed", onClosed);
    if (clock.mode === "manual") void clock.settle();
  });
}

// The texts are shown: they are test data in a sandbox, and what a failed test needs to tell.
function timeoutMessage(account: Account, number: string, pattern: RegExp, timeoutMs: number): string {
  const lines = account
    .messages()
    .filter((record) => record.direction === "OUTBOUND" && record.to === number)
    .slice(-10)
    .map(
      (record) =>
        `  ${record.status}${record.failure ? ` ${record.failure.code}` : ""}  ${JSON.stringify(record.body)}`,
    );
  const arrived =
    lines.length === 0 ? "Nothing was sent to this phone." : `Sent to this phone, latest last:\n${lines.join("\n")}`;
  return `No text that matches ${String(pattern)} reached ${number} within ${timeoutMs} ms. ${arrived}`;
}
