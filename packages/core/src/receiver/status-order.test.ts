import { describe, expect, it } from "vitest";
import { MESSAGE_STATUSES } from "../api/message.js";
import { statusAdvances } from "./status-order.js";

// What each may follow with, spelled out; the columns are the statuses in the documentation.
const NEWS: Record<string, string> = {
  CREATED: "SCHEDULED QUEUED SENT DELIVERED READ FAILED EXPIRED",
  SCHEDULED: "QUEUED SENT DELIVERED READ FAILED EXPIRED",
  QUEUED: "SCHEDULED SENT DELIVERED READ FAILED EXPIRED",
  SENT: "DELIVERED READ FAILED EXPIRED",
  DELIVERED: "READ",
  READ: "",
  FAILED: "",
  EXPIRED: "",
};

describe("statusAdvances", () => {
  for (const current of MESSAGE_STATUSES) {
    it(`from ${current}: ${NEWS[current] || "nothing"}`, () => {
      const news = MESSAGE_STATUSES.filter((next) => statusAdvances(current, next));
      expect(news.sort()).toEqual(NEWS[current]!.split(" ").filter(Boolean).sort());
    });
  }

  it.each([undefined, null])("from %s: everything", (current) => {
    expect(MESSAGE_STATUSES.every((next) => statusAdvances(current, next))).toBe(true);
    expect(statusAdvances(current, "REROUTED")).toBe(true);
  });

  it.each([
    ["SENT", "REROUTED", true],
    ["DELIVERED", "REROUTED", true],
    ["FAILED", "REROUTED", false],
    ["EXPIRED", "REROUTED", false],
    ["REROUTED", "SENT", true],
    ["REROUTED", "FAILED", true],
    ["REROUTED", "EXPIRED", true],
    ["REROUTED", "REROUTED", false],
    ["REROUTED", "constructor", true],
    ["SENT", "__proto__", true],
    ["SENT", "delivered", true],
  ])("with a status that we do not know: %s to %s is %s", (current, next, expected) => {
    expect(statusAdvances(current, next)).toBe(expected);
  });
});
