import type { SendoClient } from "@sendo/core";
import type { SharedWaitlist } from "./shared-waitlist.js";

/**
 * Finds out what became of the calls that a dead process has left: it may have died before its text left, or after. So each is
 * looked for by its reference, and none is sent: what is not found is for a person to ask.
 *
 * @param from - The process that is no more.
 */
export async function takeOver(from: string, waitlist: SharedWaitlist, sendo: SendoClient): Promise<void> {
  for (const { id, phone, callKey } of await waitlist.takeOver(from)) {
    const sent = await sendo.messages.resolve({ reference: callKey, to: phone });
    if (sent.state === "found") await waitlist.called(id, sent.message.id);
    else await waitlist.callFailed(id, true);
  }
}
