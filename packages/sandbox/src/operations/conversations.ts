import type { OptOut } from "../engine/account.js";
import type { SandboxMessage } from "../engine/message-record.js";

/** All that one phone and the tenant's numbers wrote to each other. */
export interface Conversation {
  /** The phone's number. */
  readonly number: string;
  /** How many messages of it are kept, in both directions. */
  readonly messages: number;
  /** The latest of them. */
  readonly last: SandboxMessage;
  /** The campaigns that it opted out of. */
  readonly optedOutOf: readonly string[];
}

/** One for each phone, that with the latest message first. */
export function conversations(messages: readonly SandboxMessage[], optOuts: readonly OptOut[]): Conversation[] {
  const found = new Map<string, { messages: number; last: SandboxMessage }>();
  for (const last of messages) {
    const number = last.direction === "INBOUND" ? last.from : last.to;
    const count = (found.get(number)?.messages ?? 0) + 1;
    found.delete(number); // so that the latest comes last
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
