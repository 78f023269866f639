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
import type { ControlCaller } from "./control-caller.js";

/** Somebody's phone, in a sandbox of another process. As `Phone`, but everything is asked for. */
export interface RemotePhone {
  /** E.164. */
  readonly number: string;
  /** As `Phone.text`. */
  text(body: string, options?: TextOptions): Promise<SandboxMessage>;
  /** As `Phone.messages`. */
  messages(): Promise<SandboxMessage[]>;
  /** As `Phone.waitFor`. */
  waitFor(pattern: RegExp, options?: WaitOptions): Promise<ReceivedText>;
  /** As `Phone.expectNothing`. */
  expectNothing(options?: ExpectNothingOptions): Promise<void>;
}

// What a wait may take beyond its own time: the way there and back, on a busy machine.
const GRACE_MS = 30_000;

/** @internal */
export function remotePhone(call: ControlCaller, number: string): RemotePhone {
  const path = `/phones/${encodeURIComponent(number)}`;
  return {
    number,
    async text(body, options) {
      checkTextOptions(options);
      const { message } = await call<{ message: SandboxMessage }>("POST", `${path}/text`, {
        body: { body, ...options },
      });
      return message;
    },
    async messages() {
      return (await call<{ messages: SandboxMessage[] }>("GET", `${path}/messages`)).messages;
    },
    async waitFor({ source: match, flags }, options = {}) {
      const { timeoutMs, signal } = readWaitOptions(options);
      const { message, captures } = await call<ReceivedText>("POST", `${path}/wait`, {
        body: { match, ...(flags !== "" && { flags }), timeout: timeoutMs },
        timeoutMs: timeoutMs + GRACE_MS,
        ...(signal !== undefined && { signal }),
      });
      // A group that took no part came as null, since JSON knows nothing else.
      return { message, captures: captures.map((capture: string | null) => (capture ?? undefined) as string) };
    },
    async expectNothing(options = {}) {
      const { timeoutMs, matching, signal } = readExpectNothingOptions(options);
      const pattern = matching && {
        matching: matching.source,
        ...(matching.flags !== "" && { flags: matching.flags }),
      };
      await call("POST", `${path}/expect-nothing`, {
        body: { for: timeoutMs, ...pattern },
        timeoutMs: timeoutMs + GRACE_MS,
        ...(signal !== undefined && { signal }),
      });
    },
  };
}
