import type { Delivery, Message, RequestEntry } from "../wire.js";
import type { State } from "./state.js";

/** An event with its data read. */
export type LiveEvent =
  | { readonly subject: "message"; readonly data: Message }
  | { readonly subject: "delivery"; readonly data: Delivery }
  | { readonly subject: "request"; readonly data: RequestEntry };

const MESSAGES_KEPT = 10_000;
const DELIVERIES_KEPT = 10_000;
const REQUESTS_KEPT = 2_000;

/** The state after these events. Applying one twice is the same as once. */
export function applyEvents(state: State, events: readonly LiveEvent[]): State {
  const messages = events.filter((event) => event.subject === "message").map(({ data }) => data);
  const deliveries = events.filter((event) => event.subject === "delivery").map(({ data }) => data);
  const newest = state.requests.at(-1)?.id ?? 0;
  const requests = events
    .filter((event) => event.subject === "request")
    .map(({ data }) => data)
    .filter(({ id }) => id > newest);
  return {
    ...state,
    ...(messages.length > 0 && { messages: upsert(state.messages, messages, MESSAGES_KEPT) }),
    ...(deliveries.length > 0 && { deliveries: upsert(state.deliveries, deliveries, DELIVERIES_KEPT) }),
    ...(requests.length > 0 && { requests: [...state.requests, ...requests].slice(-REQUESTS_KEPT) }),
  };
}

function upsert<T extends { readonly id: string }>(
  known: ReadonlyMap<string, T>,
  changed: readonly T[],
  limit: number,
): ReadonlyMap<string, T> {
  const next = new Map(known);
  for (const item of changed) if (item.id !== undefined) next.set(item.id, item);
  for (const id of next.keys()) {
    if (next.size <= limit) break;
    next.delete(id);
  }
  return next;
}
