import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { playErrors } from "../src/errors-page/error-facts.js";
import { ERRORS_PAGE, errorsPage } from "../src/errors-page/errors-page.js";

test("docs/errors.md is made from the code: run the script docs:errors where this fails", async () => {
  expect(readFileSync(ERRORS_PAGE, "utf8")).toBe(await errorsPage());
});

test("what it says of a code is what the client does", async () => {
  const facts = await playErrors();
  const of = (code: string): unknown => {
    const { replies, sendoStatuses } = facts.get(code)!;
    return { replies: [...replies], statuses: [...sendoStatuses] };
  };
  expect(of("rate_limited")).toEqual({ replies: [["rejected", 503]], statuses: [429] });
  expect(of("connection_lost")).toEqual({ replies: [["unknown", 502]], statuses: [] });
  expect(of("deadline_exceeded")).toEqual({
    replies: [
      ["not-sent", 503],
      ["unknown", 502],
    ],
    statuses: [],
  });
  expect(of("idempotency_unresolved")).toEqual({ replies: [["unknown", 502]], statuses: [] });
  expect(of("guard_rejected")).toEqual({ replies: [["not-sent", 500]], statuses: [] });
  expect(of("webhook_token_missing")).toEqual({ replies: [["none", 401]], statuses: [] });
  expect(of("webhook_dedupe_failed")).toEqual({ replies: [["none", 503]], statuses: [] });
});
