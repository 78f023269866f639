import { expect, test } from "vitest";
import { neverTwo, type NeverTwoReport } from "../src/index.js";

const reports: NeverTwoReport[] = [];

// To repeat a run that has failed: `pnpm --filter @sendo-apps/never-two start 5000 SEED`.
test.each([1, 2])(
  "5,000 sends through a hostile network (seed %i): none is accepted twice, and no outcome is contradicted by the record",
  async (seed) => {
    const report = await neverTwo({ seed, sends: 5000 });
    expect(report.acceptedTwice).toEqual([]);
    expect(report.contradictions).toEqual([]);
    expect(report.sends).toBe(5000);
    reports.push(report);
  },
  600_000, // thousands of handshakes; on a machine that does nothing else it takes ten seconds
);

// Of all runs together: how many connections one run opens, and so what happens to them, depends on how busy the machine is.
test("the network has done its worst, and calls have ended in every way", () => {
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
    expect(sum(reports.map(({ happened }) => happened.get(fate))), fate).toBeGreaterThan(0);
  }
  for (const outcome of Object.keys(reports[0]!.outcomes) as (keyof NeverTwoReport["outcomes"])[]) {
    expect(sum(reports.map(({ outcomes }) => outcomes[outcome])), outcome).toBeGreaterThan(20);
  }
});

function sum(counts: readonly (number | undefined)[]): number {
  return counts.reduce<number>((total, count = 0) => total + count, 0);
}
