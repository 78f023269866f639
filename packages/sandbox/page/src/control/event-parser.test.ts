import { expect, test } from "vitest";
import { EventParser } from "./event-parser.js";

const TEXT = 'id: 7\nevent: message\ndata: {"a":1}\n\n:\n\nid: 8\nevent: clock\ntenant: tenant-2\ndata: {}\n\n';

test.each([1, 2, 3, 7, 1000])("reads events out of pieces of %i characters", (size) => {
  const parser = new EventParser();
  const events = [];
  for (let at = 0; at < TEXT.length; at += size) events.push(...parser.push(TEXT.slice(at, at + size)));
  expect(events).toEqual([
    { id: "7", name: "message", data: '{"a":1}' },
    { id: "8", name: "clock", tenant: "tenant-2", data: "{}" },
  ]);
});

test("keeps what is not complete, and colons in data", () => {
  const parser = new EventParser();
  expect(parser.push("data: a: b")).toEqual([]);
  expect(parser.push("\ndata:c\n\n")).toEqual([{ id: undefined, name: "message", data: "a: b\nc" }]);
});
