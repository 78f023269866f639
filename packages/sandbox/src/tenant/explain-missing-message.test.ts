import { expect, test } from "vitest";
import type { Problem } from "../api/problem.js";
import type { RequestEntry } from "../api/request-journal.js";
import { explainMissingMessage } from "./explain-missing-message.js";

const request = (given: Partial<RequestEntry>): RequestEntry => ({
  id: 1,
  at: "2026-01-05T09:00:00.000Z",
  method: "POST",
  route: "/v1/message/send",
  status: 200,
  tenant: "default",
  latencyMs: 1,
  accepted: true,
  ...given,
});

const problem = (given: Partial<Problem>): Problem => ({
  code: "unknown_field",
  message: "a field",
  tenant: "default",
  at: "2026-01-05T09:00:00.000Z",
  count: 1,
  ...given,
});

test("nothing where all went well", () => {
  expect(
    explainMissingMessage("default", [request({}), request({ tenant: "other", accepted: false, status: 400 })], []),
  ).toEqual([]);
});

test("a send whose answer was lost was accepted; one that got no answer was not", () => {
  const lost = request({ status: 0 });
  const reset = request({ status: 0, accepted: false });
  expect(explainMissingMessage("default", [lost, reset], [])).toEqual([
    "1 of 2 sends were not accepted: no response (1x).",
  ]);
});

test("the latest five problems, of nobody's requests only where there are none of its own", () => {
  const of = (tenant: string | undefined): Problem[] =>
    Array.from({ length: 7 }, (_, index) => problem({ tenant, message: `${tenant} ${index}` }));
  const problems = [...of(undefined), ...of("other")];
  expect(explainMissingMessage("default", [request({})], problems)).toEqual([]);
  expect(explainMissingMessage("default", [], problems).at(-1)).toBe("  1x unknown_field: undefined 6");
  expect(explainMissingMessage("default", [], problems)).toHaveLength(2 + 5);
});
