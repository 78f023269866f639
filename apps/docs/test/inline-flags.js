import assert from "node:assert/strict";
import { test } from "node:test";
import { keepFlags } from "../src/inline-flags.js";

test("each flag stays on one line", () => {
  assert.equal(
    keepFlags("sendo send --dry-run -y --to +1"),
    'sendo send <span class="flag">--dry-run</span> <span class="flag">-y</span> <span class="flag">--to</span> +1',
  );
});

test("what is no flag is left as it is", () => {
  for (const text of ["not-sent", "x-ratelimit-limit", "a -- b", "-1", "docs/on-time.md"])
    assert.equal(keepFlags(text), text);
});
