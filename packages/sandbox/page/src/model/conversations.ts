import type { Message } from "../wire.js";

/** All that one phone and the app have texted each other. */
export interface Conversation {
  /** The phone's number. */
  readonly phone: string;
  /** Oldest first. */
  readonly messages: readonly Message[];
  readonly last: Message;
}

/** The phone in a message: the end that is not the campaign's. */
export function phoneOf({ direction, from, to }: Message): string {
  return direction === "INBOUND" ? from : to;
}

/** The app's own number in a message. */
export function appNumberOf({ direction, from, to }: Message): string {
  return direction === "INBOUND" ? to : from;
}

/** Messages by phone, the one with the latest text first. */
export function groupConversations(messages: Iterable<Message>): Conversation[] {
  const byPhone = new Map<string, Message[]>();
  for (const message of messages) {
    const phone = phoneOf(message);
    const list = byPhone.get(phone);
    // Put back at the end: the order of the map is the order of the latest text.
    byPhone.delete(phone);
    byPhone.set(phone, list ?? []);
    byPhone.get(phone)!.push(message);
  }
  return [...byPhone].reverse().map(([phone, list]) => ({ phone, messages: list, last: list.at(-1)! }));
}
