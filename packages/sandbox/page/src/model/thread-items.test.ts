import { expect, test } from "vitest";
import type { Message } from "../wire.js";
import { threadItems } from "./thread-items.js";

const text = (id: string, createdAt: string, from = "+14155550111"): Message =>
  ({ id, createdAt, direction: "OUTBOUND", from, to: "+12065550142" }) as Message;

test("a day stands once, before its first message", () => {
  const items = threadItems([
    text("a", "2026-01-05T09:00:00.000Z"),
    text("b", "2026-01-05T10:00:00.000Z"),
    text("c", "2026-01-08T09:00:00.000Z"),
  ]);
  expect(items.map((item) => (item.kind === "day" ? item.day.length > 0 : item.message.id))).toEqual([
    true,
    "a",
    "b",
    true,
    "c",
  ]);
});

test("the app's number stands where it changes, and nowhere if there is one only", () => {
  const at = "2026-01-05T09:00:00.000Z";
  const numbers = (messages: readonly Message[]) =>
    threadItems(messages).flatMap((item) => (item.kind === "message" ? [item.number] : []));
  expect(numbers([text("a", at), text("b", at)])).toEqual([undefined, undefined]);
  expect(numbers([text("a", at), text("b", at), text("c", at, "+14155550112"), text("d", at)])).toEqual([
    "+14155550111",
    undefined,
    "+14155550112",
    "+14155550111",
  ]);
});
