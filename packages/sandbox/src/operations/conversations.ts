import type { OptOut } from "../engine/account.js";
import type { SandboxMessage } from "../engine/message-record.js";

/** Messages exchanged between one phone and the tenant's numbers. */
export interface Conversation {
  /** Phone number. */
  readonly number: string;
  /** Number of stored messages, both sent and received. */
  readonly messages: number;
  /** Latest message. */
  readonly last: SandboxMessage;
  /** Campaigns that the phone opted out of. */
  readonly optedOutOf: readonly string[];
}

/** Returns one conversation for each phone. The conversation with the latest message comes first. */
export function conversations(messages: readonly SandboxMessage[], optOuts: readonly OptOut[]): Conversation[] {
  const found = new Map<string, { messages: number; last: SandboxMessage }>();
  for (const last of messages) {
    const number = last.direction === "INBOUND" ? last.from : last.to;
    const count = (found.get(number)?.messages ?? 0) + 1;
    found.delete(number); // The number is inserted again below, so that the latest conversation comes last.
    found.set(number, { messages: count, last });
  }
  return [...found]
    .map(([number, conversation]) => ({
      number,
      ...conversation,
      optedOutOf: optOuts.filter((optOut) => optOut.number === number).map(({ campaign }) => campaign),
    }))
    .reverse();
}
