import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { eventKeys } from "./event-keys.js";
import { incoming, status } from "../../test/support/deliveries.js";

/** Whether the second is taken for a repetition of the first. */
function repeats(first: Record<string, unknown>, second: Record<string, unknown>): boolean {
  const seen = new Set(eventKeys(first));
  return eventKeys(second).some((key) => seen.has(key));
}

describe("eventKeys", () => {
  it.each([
    ["the same event", incoming(), incoming()],
    ["a retry with a new id", incoming({ id: "1" }), incoming({ id: "2" })],
    ["a retry that has lost its id", incoming(), incoming({ id: undefined })],
    ["a status with a new id", status("SENT", { id: "1" }), status("SENT", { id: "2" })],
    [
      "the same message without status, coming in",
      incoming({}, { status: undefined }),
      incoming({ id: "2" }, { status: undefined }),
    ],
    ["an opt-out with the same id", { type: "recipient.optout", id: "1" }, { type: "recipient.optout", id: "1" }],
    [
      "an opt-out with a time and no id",
      { type: "recipient.optout", timestamp: "t" },
      { type: "recipient.optout", timestamp: "t" },
    ],
    ["an unknown type with the same id", { type: "x", id: "1" }, { type: "x", id: "1", more: 1 }],
    ["an id that is a number", { type: "x", id: 1 }, { type: "x", id: 1 }],
  ])("recognizes %s", (_, first, second) => {
    expect(repeats(first, second)).toBe(true);
  });

  it.each([
    ["another status of the same message", status("SENT"), status("DELIVERED")],
    [
      "another status under one id, if ids are a message's",
      status("SENT", { id: "1" }),
      status("DELIVERED", { id: "1" }),
    ],
    [
      "a status whose code came later",
      status("FAILED", {}, { errorCode: null }),
      status("FAILED", { id: "2" }, { errorCode: 1310 }),
    ],
    ["statuses that we cannot read", status(undefined, { id: "1" }), status(undefined, { id: "2" })],
    [
      "statuses of messages that we cannot read",
      status("SENT", { id: "1" }, { id: undefined }),
      status("SENT", { id: "2" }, { id: undefined }),
    ],
    ["the same id with another type", { type: "x", id: "1" }, { type: "y", id: "1" }],
    [
      "an opt-out, and the next after an opt-in",
      { type: "recipient.optout", id: "1", message: { id: "m", status: "DELIVERED" } },
      { type: "recipient.optout", id: "2", message: { id: "m", status: "DELIVERED" } },
    ],
    [
      "opt-outs that nothing tells apart",
      { type: "recipient.optout", from: "+12065550142" },
      { type: "recipient.optout", from: "+12065550142" },
    ],
    [
      "opt-outs at two times",
      { type: "recipient.optout", timestamp: "1" },
      { type: "recipient.optout", timestamp: "2" },
    ],
    [
      "a string and its own id elsewhere",
      incoming({ id: "m" }),
      { type: "message.incoming", id: undefined, message: { id: "m" } },
    ],
    ["an empty id", { type: "x", id: "" }, { type: "x", id: "" }],
    ["parts that only join to the same", { type: "x", id: '1","2' }, { type: "x", id: "1", message: { id: "2" } }],
  ])("never takes for a repetition: %s", (_, first, second) => {
    expect(repeats(first, second)).toBe(false);
  });

  it("makes keys of at most 64 characters of ASCII that hold nothing of the event, from anything", () => {
    const json = fc.jsonValue({ maxDepth: 4 });
    const event = fc.record(
      { type: fc.string(), id: json, timestamp: json, message: json },
      { requiredKeys: ["type"] },
    );
    fc.assert(
      fc.property(event, (body) => {
        const keys = eventKeys(body);
        for (const key of keys) expect(key).toMatch(/^(event|message|body):[\w-]{43}$/);
        expect(eventKeys(structuredClone(body))).toEqual(keys);
      }),
    );
  });

  it.each([
    ["an event with an id and a readable message", incoming(), ["event", "message"]],
    ["one without id", incoming({ id: undefined }), ["message"]],
    ["one that says nothing of its message", { type: "message.status", id: "1", timestamp: "t" }, ["event"]],
    ["one with a time only", { type: "message.status", timestamp: "t" }, ["body"]],
    ["one with nothing", { type: "message.status" }, []],
  ])("uses no more keys than it needs: %s", (_, event, kinds) => {
    expect(eventKeys(event).map((key) => key.split(":")[0])).toEqual(kinds);
  });

  it("gives none, rather than failing, for what cannot be written as JSON", () => {
    const round: Record<string, unknown> = {};
    round.round = round;
    expect(eventKeys({ type: "x", timestamp: "t", round })).toEqual([]);
    expect(eventKeys({ type: "x", timestamp: "t", big: 1n })).toEqual([]);
  });
});
