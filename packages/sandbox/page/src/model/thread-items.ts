import type { Message } from "../wire.js";
import { appNumberOf } from "./conversations.js";
import { dayOf } from "./sandbox-time.js";

/** Entry in a conversation. */
export type ThreadItem =
  | { readonly kind: "day"; readonly day: string; readonly id: string }
  /** `number` is the app's number, if it differs from the previous message's. */
  | { readonly kind: "message"; readonly message: Message; readonly number?: string };

/** Returns the messages, with an entry before each new day and the app's number wherever it changes. */
export function threadItems(messages: readonly Message[]): ThreadItem[] {
  const items: ThreadItem[] = [];
  const hasSeveral = new Set(messages.map(appNumberOf)).size > 1;
  let day: string | undefined;
  let number: string | undefined;
  for (const message of messages) {
    const itsDay = dayOf(message.createdAt);
    if (itsDay !== day) items.push({ kind: "day", day: (day = itsDay), id: message.id });
    const itsNumber = appNumberOf(message);
    items.push({ kind: "message", message, ...(hasSeveral && itsNumber !== number && { number: itsNumber }) });
    number = itsNumber;
  }
  return items;
}
