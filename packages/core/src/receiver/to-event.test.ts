import { describe, expect, it } from "vitest";
import { toEvent } from "./to-event.js";
import { incoming, status } from "../../test/support/deliveries.js";

const parse = (json: string) => JSON.parse(json) as { type: string };

describe("toEvent", () => {
  it("hands over everything that Sendo sent, known or not, and changes nothing of the input", () => {
    const body = incoming({ region: "eu" }, { carrier: { name: "x" }, metadata: { order: "A-1007" } });
    const before = structuredClone(body);
    const { event, mismatches } = toEvent(body);
    expect(event).toEqual(body);
    expect(mismatches).toEqual([]);
    expect(body).toEqual(before);
    expect(event).not.toBe(body);
  });

  it("shows the SDK's reference beside the metadata, and not in it", () => {
    const body = status("SENT", {}, { metadata: { sendo_ref: "r-1", order: "A-1007" } });
    const { event } = toEvent(body);
    expect(event.message).toMatchObject({ reference: "r-1" });
    expect(event.message).toHaveProperty("metadata", { order: "A-1007" });
    expect(body.message).toHaveProperty("metadata.sendo_ref", "r-1");
  });

  it.each([undefined, null, "text", [1], { sendo_ref: 7 }])("leaves metadata as it is when it is %j", (metadata) => {
    const { event } = toEvent(status("SENT", {}, { metadata }));
    expect((event.message as Record<string, unknown>).metadata).toEqual(metadata);
    expect(event.message).not.toHaveProperty("reference");
  });

  it("is not fooled by keys that strangers chose", () => {
    const { event, mismatches } = toEvent(
      parse(`{
        "id": "1", "type": "message.status", "__proto__": { "admin": true },
        "message": { "id": "m", "__proto__": { "admin": true }, "constructor": "c", "metadata":
          { "__proto__": "p", "constructor": "c", "order": "A-1007" } }
      }`),
    );
    expect(mismatches).toEqual([]);
    const message = event.message as Record<string, unknown> & { metadata: Record<string, string> };
    expect(Object.getPrototypeOf(event)).toBe(Object.prototype);
    expect(Object.getPrototypeOf(message)).toBe(Object.prototype);
    expect((event as Record<string, unknown>).admin ?? message.admin).toBeUndefined();
    expect({}).not.toHaveProperty("admin");
    // `__proto__` is an ordinary key, and an inherited name is absent.
    expect(Object.entries(message.metadata)).toEqual([
      ["__proto__", "p"],
      ["constructor", "c"],
      ["order", "A-1007"],
    ]);
    expect(
      (toEvent(status("SENT", {}, { metadata: {} })).event.message as typeof message).metadata.constructor,
    ).toBeUndefined();
    expect(JSON.stringify(message.metadata)).toContain('"__proto__":"p"');
  });

  it("names what it did not expect, by path, without values and without names that strangers chose", () => {
    const { mismatches } = toEvent(status(7, { id: 9 }, { metadata: { "+12065550142": 1, b: 2 }, errorCode: {} }));
    expect([...mismatches].sort()).toEqual(["id", "message.errorCode", "message.metadata", "message.status"]);
  });

  it("names ten at most", () => {
    const { mismatches } = toEvent(incoming({}, { mediaUrls: Array.from({ length: 50 }, () => 1) }));
    expect(mismatches).toHaveLength(10);
  });

  it("expects nothing of types it does not know", () => {
    expect(toEvent({ type: "x", message: 7 })).toEqual({ event: { type: "x", message: 7 }, mismatches: [] });
    expect(toEvent({ type: "constructor", id: 1 }).mismatches).toEqual([]);
  });
});
