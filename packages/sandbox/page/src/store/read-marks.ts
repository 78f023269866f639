import { useSyncExternalStore } from "react";
import type { Conversation } from "../model/conversations.js";

// What somebody has looked at belongs to the tab, not to the sandbox: it is kept here, and survives a reload.
const STORED = "sendo-sandbox-read";
const listeners = new Set<() => void>();
let marks: ReadonlyMap<string, string> = read();

/** The id of the last text looked at, by phone. */
export function useReadMarks(): ReadonlyMap<string, string> {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    () => marks,
  );
}

/** Notes that a conversation was looked at. */
export function markRead({ phone, last }: Conversation): void {
  if (marks.get(phone) === last.id) return;
  marks = new Map(marks).set(phone, last.id);
  sessionStorage.setItem(STORED, JSON.stringify([...marks]));
  for (const listener of listeners) listener();
}

/** How many texts have come to the phone since it was looked at. */
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
    return new Map(); // not by us
  }
}
