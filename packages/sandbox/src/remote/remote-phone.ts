import type { SandboxMessage } from "../engine/message-record.js";
import type { ReceivedText } from "../tenant/phone.js";
import {
  checkTextOptions,
  readExpectNothingOptions,
  readWaitOptions,
  type ExpectNothingOptions,
  type TextOptions,
  type WaitOptions,
} from "../tenant/phone-options.js";
import { phones } from "../operations/phones.js";
import type { ControlCaller } from "./control-client.js";

/**
 * A simulated phone in a sandbox that runs in another process. Its methods are asynchronous versions of the `Phone`
 * methods.
 */
export interface RemotePhone {
  /** Phone number in E.164 format. */
  readonly number: string;
  /** See `Phone.text`. */
  text(body: string, options?: TextOptions): Promise<SandboxMessage>;
  /** See `Phone.messages`. */
  messages(): Promise<SandboxMessage[]>;
  /** See `Phone.waitFor`. */
  waitFor(pattern: RegExp, options?: WaitOptions): Promise<ReceivedText>;
  /** See `Phone.expectNothing`. */
  expectNothing(options?: ExpectNothingOptions): Promise<void>;
}

/** @internal */
export function remotePhone(call: ControlCaller, number: string): RemotePhone {
  return {
    number,
    async text(body, options) {
      checkTextOptions(options);
      return (await call(phones.text, { id: number, body, ...options })).message;
    },
    messages: async () => (await call(phones.messages, { id: number })).messages,
    async waitFor({ source: match, flags }, options = {}) {
      const { timeoutMs: timeout, signal } = readWaitOptions(options);
      const wait = { id: number, match, flags: flags || undefined, timeout };
      const { message, captures } = await call(phones.wait, wait, signal);
      // In JSON, a capture group that did not match is `null`, not `undefined`.
      return { message, captures: captures.map((capture: string | null) => (capture ?? undefined) as string) };
    },
    async expectNothing(options = {}) {
      const { timeoutMs, matching, signal } = readExpectNothingOptions(options);
      const pattern = { matching: matching?.source, flags: matching?.flags || undefined };
      await call(phones.expectNothing, { id: number, for: timeoutMs, ...pattern }, signal);
    },
  };
}
