import { useSyncExternalStore } from "react";
import type { Conversation } from "../model/conversations.js";

// Read marks belong to the tab and survive a reload.
const STORED = "sendo-sandbox-read";
const listeners = new Set<() => void>();
let marks: ReadonlyMap<string, string> = read();

/** Id of the last read message, by phone. */
export function useReadMarks(): ReadonlyMap<string, string> {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    () => marks,
  );
}

/** Marks a conversation as read. */
export function markRead({ phone, last }: Conversation): void {
  if (marks.get(phone) === last.id) return;
  marks = new Map(marks).set(phone, last.id);
  sessionStorage.setItem(STORED, JSON.stringify([...marks]));
  for (const listener of listeners) listener();
}

/** Counts the unread messages to a phone. */
export function unreadIn({ phone, messages }: Conversation, read: ReadonlyMap<string, string>): number {
  const mark = read.get(phone);
  const seen = messages.findLastIndex(({ id }) => id === mark);
  return messages.slice(seen + 1).filter(({ direction }) => direction === "OUTBOUND").length;
}

function read(): ReadonlyMap<string, string> {
  try {
    const stored = JSON.parse(globalThis.sessionStorage?.getItem(STORED) ?? "[]") as unknown;
    return new Map(stored as [string, string][]);
  } catch {
    return new Map(); // invalid stored data
  }
}
