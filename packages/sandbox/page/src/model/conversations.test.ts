import { expect, test } from "vitest";
import type { Message } from "../wire.js";
import { appNumberOf, groupConversations, phoneOf } from "./conversations.js";

function text(id: string, direction: "INBOUND" | "OUTBOUND", phone: string): Message {
  const [from, to] = direction === "INBOUND" ? [phone, "+14155550111"] : ["+14155550111", phone];
  return { id, direction, from, to } as Message;
}

test("groups messages by phone, the latest conversation first", () => {
  const messages = [text("1", "OUTBOUND", "+1a"), text("2", "OUTBOUND", "+1b"), text("3", "INBOUND", "+1a")];
  expect(groupConversations(messages)).toEqual([
    { phone: "+1a", messages: [messages[0], messages[2]], last: messages[2] },
    { phone: "+1b", messages: [messages[1]], last: messages[1] },
  ]);
  expect(groupConversations([])).toEqual([]);
});

test("returns both numbers of a message", () => {
  for (const direction of ["INBOUND", "OUTBOUND"] as const) {
    expect(phoneOf(text("1", direction, "+1a"))).toBe("+1a");
    expect(appNumberOf(text("1", direction, "+1a"))).toBe("+14155550111");
  }
});
