import assert from "node:assert/strict";
import { test } from "node:test";
import { neverTwo } from "@sendo-apps/never-two";
import { BUN } from "../src/binaries.mjs";

// Node has its own run in the test suite (apps/never-two). More sends, or another seed: `SENDS=100000 SEED=7 pnpm check`.
const { SENDS = "5000", SEED = "1" } = process.env;

test(`${SENDS} sends through a hostile network from Bun: none is accepted twice, and no outcome is contradicted`, async () => {
  for (let done = 0, seed = Number(SEED); done < Number(SENDS); done += 5000, seed += 1) {
    const report = await neverTwo({ seed, sends: Math.min(5000, Number(SENDS) - done), runtime: BUN });
    console.log(JSON.stringify({ ...report, happened: Object.fromEntries(report.happened) }));
    assert.deepEqual(report.acceptedTwice, []);
    assert.deepEqual(report.contradictions, []);
    for (const [outcome, calls] of Object.entries(report.outcomes)) assert.ok(calls > 20, outcome);
  }
});
