import { expect, test } from "vitest";
import { findOptionalMembers } from "../src/optional-members.js";

/** Core passes these to a store or a transport, so no caller writes them. */
const PASSED_BY_CORE = ["EndedRequest", "RateLimitReport", "RateLimitState", "TransportRequest"];

const members = findOptionalMembers();

test("options of every package are found", () => {
  const names = members.map(({ name }) => name);
  expect(names).toContain("SendoOptions.timeoutMs");
  expect(names).toContain("OutboxWorkOptions.concurrency");
  expect(names).toContain("SendoFastifyOptions.namespace");
});

test("an optional member accepts undefined under exactOptionalPropertyTypes", () => {
  const known = new Set(PASSED_BY_CORE);
  const rejecting = members.filter(({ acceptsUndefined }) => !acceptsUndefined).map(({ name }) => name);
  expect(rejecting.filter((name) => !known.has(name.split(".")[0]!))).toEqual([]);
});
