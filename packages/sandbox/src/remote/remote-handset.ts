import { toMs } from "../time/duration.js";
import type { SandboxMessage } from "../engine/message-record.js";
import type { Received } from "../tenant/handset.js";
import {
  checkExpectNothing,
  checkText,
  checkWait,
  type ExpectNothingOptions,
  type TextOptions,
  type WaitOptions,
} from "../tenant/handset-options.js";
import type { Ask } from "./ask.js";

/** Somebody's phone, in a sandbox of another process. As `Handset`, but everything is asked for. */
export interface RemoteHandset {
  /** E.164. */
  readonly number: string;
  /** As `Handset.text`. */
  text(body: string, options?: TextOptions): Promise<SandboxMessage>;
  /** As `Handset.messages`. */
  messages(): Promise<SandboxMessage[]>;
  /** As `Handset.waitFor`. */
  waitFor(pattern: RegExp, options?: WaitOptions): Promise<Received>;
  /** As `Handset.expectNothing`. */
  expectNothing(options?: ExpectNothingOptions): Promise<void>;
}

// What a wait may take beyond its own time: the way there and back, on a busy machine.
const GRACE_MS = 30_000;

/** @internal */
export function remoteHandset(ask: Ask, number: string): RemoteHandset {
  const path = `/phones/${encodeURIComponent(number)}`;
  return {
    number,
    async text(body, options) {
      checkText(options);
      const { message } = await ask<{ message: SandboxMessage }>("POST", `${path}/text`, {
        body: { body, ...options },
      });
      return message;
    },
    async messages() {
      return (await ask<{ messages: SandboxMessage[] }>("GET", `${path}/messages`)).messages;
    },
    async waitFor({ source: match, flags }, options = {}) {
      checkWait(options);
      const { timeout = 5000, signal } = options;
      const { message, captures } = await ask<Received>("POST", `${path}/wait`, {
        body: { match, ...(flags !== "" && { flags }), timeout },
        timeoutMs: toMs(timeout) + GRACE_MS,
        ...(signal !== undefined && { signal }),
      });
      // A group that took no part came as null, since JSON knows nothing else.
      return { message, captures: captures.map((capture: string | null) => (capture ?? undefined) as string) };
    },
    async expectNothing(options = {}) {
      checkExpectNothing(options);
      const { for: duration = 0, matching, signal } = options;
      const pattern = matching && {
        matching: matching.source,
        ...(matching.flags !== "" && { flags: matching.flags }),
      };
      await ask("POST", `${path}/expect-nothing`, {
        body: { for: duration, ...pattern },
        timeoutMs: toMs(duration) + GRACE_MS,
        ...(signal !== undefined && { signal }),
      });
    },
  };
}
