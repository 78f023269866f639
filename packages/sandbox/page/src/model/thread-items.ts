import type { Message } from "../wire.js";
import { appNumberOf } from "./conversations.js";
import { dayOf } from "./sandbox-time.js";

/** What stands in a conversation, from the top. */
export type ThreadItem =
  | { readonly kind: "day"; readonly day: string; readonly id: string }
  /** `number` is the app's, where it is another one than before. */
  | { readonly kind: "message"; readonly message: Message; readonly number?: string };

/** Messages with the days between them, and the app's number wherever it changes. */
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
