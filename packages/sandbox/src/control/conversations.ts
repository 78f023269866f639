import type { Account } from "../engine/account.js";
import { toMessage, type MessageRecord, type SandboxMessage } from "../engine/message-record.js";

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
export function conversations(account: Account, errorCodeAs: "number" | "string"): Conversation[] {
  const found = new Map<string, { count: number; last: MessageRecord }>();
  for (const record of account.messages()) {
    const number = record.direction === "INBOUND" ? record.from : record.to;
    const count = (found.get(number)?.count ?? 0) + 1;
    found.delete(number); // so that the latest comes last
    found.set(number, { count, last: record });
  }
  const optOuts = account.optOuts();
  return [...found]
    .map(([number, { count, last }]) => ({
      number,
      messages: count,
      last: toMessage(last, errorCodeAs),
      optedOutOf: optOuts.filter((optOut) => optOut.number === number).map(({ campaign }) => campaign),
    }))
    .reverse();
}
