import type { Sendo } from "@sendo/core";
import { expect, test } from "vitest";
import type { Check } from "./check.js";
import { inspectAccount } from "./inspect-account.js";

test("an account whose campaigns wait for approval is a warning", async () => {
  const sendo = {
    request: () => ({ withResponse: async () => ({ info: { rateLimit: { limit: 20, remaining: 19 } } }) }),
    campaigns: { list: () => [{ id: "U7fQ39nX", status: "PENDING" }] },
  } as unknown as Sendo;
  const found: Check[] = [];
  for await (const check of inspectAccount(sendo, true, new AbortController().signal)) found.push(check);
  expect(found).toContainEqual(
    expect.objectContaining({
      check: "campaigns",
      state: "warn",
      finding: "The account has no ACTIVE campaign (1 campaign found).",
    }),
  );
});
