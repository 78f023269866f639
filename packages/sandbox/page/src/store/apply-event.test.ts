import { expect, test } from "vitest";
import type { Message, RequestEntry } from "../wire.js";
import { applyEvents, type LiveEvent } from "./apply-event.js";
import { EMPTY_STATE } from "./state.js";

const message = (id: string, status = "SENT"): LiveEvent => ({ subject: "message", data: { id, status } as Message });
const request = (id: number): LiveEvent => ({ subject: "request", data: { id } as RequestEntry });

test("adds what is new, replaces what is known in its place, and shares what did not change", () => {
  const first = applyEvents(EMPTY_STATE, [message("a"), message("b")]);
  const then = applyEvents(first, [message("a", "DELIVERED"), message("c")]);
  expect([...then.messages.values()].map(({ id, status }) => `${id} ${status}`)).toEqual([
    "a DELIVERED",
    "b SENT",
    "c SENT",
  ]);
  expect(first.messages.get("a")!.status).toBe("SENT");
  expect(then.deliveries).toBe(first.deliveries);
});

test("forgets the oldest beyond its limit", () => {
  const events = Array.from({ length: 10_002 }, (_, index) => message(String(index)));
  const { messages } = applyEvents(EMPTY_STATE, events);
  expect(messages.size).toBe(10_000);
  expect(messages.has("1")).toBe(false);
  expect(messages.has("2")).toBe(true);
});

test("a request that comes twice is one", () => {
  const state = applyEvents(applyEvents(EMPTY_STATE, [request(1), request(2)]), [request(2), request(3)]);
  expect(state.requests.map(({ id }) => id)).toEqual([1, 2, 3]);
});
