import type { SendoError, SentMessage } from "@sendo/core";
import { expect } from "vitest";

/** Whoever finds the connection broken is told that nothing was sent, and asks again. */
export async function sendAgain(send: () => PromiseLike<SentMessage>): Promise<SentMessage> {
  for (;;) {
    try {
      return await send();
    } catch (error) {
      if (!(error as SendoError).retryable) throw error;
      expect(error).toMatchObject({ outcome: "not-sent" });
    }
  }
}
