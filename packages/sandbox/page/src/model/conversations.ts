import type { Message } from "../wire.js";

/** Messages between a phone and the app. */
export interface Conversation {
  readonly phone: string;
  readonly messages: readonly Message[];
  readonly last: Message;
}

/** Returns the phone's number in a message. */
export function phoneOf({ direction, from, to }: Message): string {
  return direction === "INBOUND" ? from : to;
}

/** Returns the app's number in a message. */
export function appNumberOf({ direction, from, to }: Message): string {
  return direction === "INBOUND" ? to : from;
}

/** Groups messages by phone. The conversation with the latest message comes first. */
export function groupConversations(messages: Iterable<Message>): Conversation[] {
  const byPhone = new Map<string, Message[]>();
  for (const message of messages) {
    const phone = phoneOf(message);
    const list = byPhone.get(phone);
    // Re-inserted, so that the map is ordered by the latest message.
    byPhone.delete(phone);
    byPhone.set(phone, list ?? []);
    byPhone.get(phone)!.push(message);
  }
  return [...byPhone].reverse().map(([phone, list]) => ({ phone, messages: list, last: list.at(-1)! }));
}
