import { problemKey } from "../model/problem-words.js";
import type { Delivery, Message, Problem, RequestEntry } from "../wire.js";
import type { State } from "./state.js";

/** An event with parsed data. */
export type LiveEvent =
  | { readonly subject: "message"; readonly data: Message }
  | { readonly subject: "delivery"; readonly data: Delivery }
  | { readonly subject: "request"; readonly data: RequestEntry }
  | { readonly subject: "problem"; readonly data: Problem };

const MESSAGES_KEPT = 10_000;
const DELIVERIES_KEPT = 10_000;
const REQUESTS_KEPT = 2_000;
const PROBLEMS_KEPT = 1_000;

/** Applies events to the state. Applying an event twice has no further effect. */
export function applyEvents(state: State, events: readonly LiveEvent[]): State {
  const messages = events.filter((event) => event.subject === "message").map(({ data }) => data);
  const deliveries = events.filter((event) => event.subject === "delivery").map(({ data }) => data);
  const problems = events.filter((event) => event.subject === "problem").map(({ data }) => data);
  const newest = state.requests.at(-1)?.id ?? 0;
  const requests = events
    .filter((event) => event.subject === "request")
    .map(({ data }) => data)
    .filter(({ id }) => id > newest);
  return {
    ...state,
    ...(messages.length > 0 && { messages: upsert(state.messages, messages, idOf, MESSAGES_KEPT) }),
    ...(deliveries.length > 0 && { deliveries: upsert(state.deliveries, deliveries, idOf, DELIVERIES_KEPT) }),
    ...(requests.length > 0 && { requests: [...state.requests, ...requests].slice(-REQUESTS_KEPT) }),
    ...(problems.length > 0 && { problems: upsert(state.problems, problems, problemKey, PROBLEMS_KEPT) }),
  };
}

const idOf = ({ id }: { readonly id: string }): string => id;

function upsert<T>(
  known: ReadonlyMap<string, T>,
  changed: readonly T[],
  keyOf: (item: T) => string,
  limit: number,
): ReadonlyMap<string, T> {
  const next = new Map(known);
  for (const item of changed) next.set(keyOf(item), item);
  for (const id of next.keys()) {
    if (next.size <= limit) break;
    next.delete(id);
  }
  return next;
}
