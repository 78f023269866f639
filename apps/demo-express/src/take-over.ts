import type { SendoClient } from "@sendo/core";
import type { SharedWaitlist } from "./shared-waitlist.js";

/**
 * Resolves the calls of a process that has ended, possibly before or after it sent a message. Each message is looked up
 * by its reference and never sent again. If a message is not found, the host must ask the guest.
 *
 * @param from - Name of the process that has ended.
 */
export async function takeOver(from: string, waitlist: SharedWaitlist, sendo: SendoClient): Promise<void> {
  for (const { id, phone, callKey } of await waitlist.takeOver(from)) {
    const sent = await sendo.messages.resolve({ reference: callKey, to: phone });
    if (sent.state === "found") await waitlist.called(id, sent.message.id);
    else await waitlist.callFailed(id, true);
  }
}
