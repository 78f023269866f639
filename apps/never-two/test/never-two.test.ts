import { expect, test } from "vitest";
import { neverTwo } from "../src/index.js";

// To repeat a run that has failed: `pnpm --filter @sendo-apps/never-two start 5000 SEED`.
test.each([1, 2, 3, 4])(
  "5,000 sends through a hostile network (seed %i): none is accepted twice, and no outcome is contradicted by the record",
  async (seed) => {
    const report = await neverTwo({ seed, sends: 5000 });
    expect(report.acceptedTwice).toEqual([]);
    expect(report.contradictions).toEqual([]);
    expect(report.sends).toBe(5000);

    // The network has really done its worst, and calls have really ended in every way.
    for (const fate of [
      "reset-unread",
      "status-500",
      "status-503-html",
      "status-307",
      "status-400",
      "status-429",
      "accepted-reset",
      "accepted-hang",
      "accepted-half-body",
      "accepted-500",
      "accepted-then-closed",
      "reset-in-handshake",
      "slow-handshake",
    ] as const) {
      expect(report.happened.get(fate) ?? 0, fate).toBeGreaterThan(0);
    }
    for (const [outcome, calls] of Object.entries(report.outcomes)) expect(calls, outcome).toBeGreaterThan(20);
  },
  600_000, // thousands of handshakes; on a machine that does nothing else it takes ten seconds
);
