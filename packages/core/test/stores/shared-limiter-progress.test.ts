import { describe, expect, test } from "vitest";
import type { WindowRule } from "../../src/gate/window.js";
import { simulateShared, type SharedWorld } from "../support/shared-simulation.js";

const RULES: WindowRule[] = ["calendar-second", "first-request", "sliding-log", "token-bucket"];
const SENDS = 4_000;
/** What 20 requests a second allow, when each wave also costs a round trip of 20 ms. */
const idealMs = (sends: number): number => (sends / 20 - 1) * 1_020;

/** Four thousand calls of processes that begin at once, until the last has got in. */
function run(processes: number, world: Partial<SharedWorld>) {
  const loads = Array<number>(processes).fill(SENDS / processes);
  return simulateShared({
    rule: "sliding-log",
    loads,
    seed: 7,
    leg: [5, 15],
    inStep: true,
    giveUpMs: 4 * idealMs(SENDS),
    ...world,
  });
}

describe(
  "four thousand calls that share a limit: everybody gets in, and nobody waits long",
  { timeout: 60_000 },
  () => {
    test.each([4, 16])("%i processes", async (processes) => {
      const report = await run(processes, {});
      expect(report).toMatchObject({ refused: 0, accepted: SENDS });
      expect(report.tookMs).toBeLessThan(1.02 * idealMs(SENDS));
      expect(report.longestWaitMs).toBeLessThan(1_300);
    });

    // Asking costs up to 200 ms, and a timer that is late costs as much again: once for each wave.
    test("on a busy machine, with a slow store", async () => {
      const report = await run(16, { storeLeg: [5, 100], lateMs: 200 });
      expect(report).toMatchObject({ refused: 0, accepted: SENDS });
      expect(report.tookMs).toBeLessThan(1.3 * idealMs(SENDS));
      expect(report.longestWaitMs).toBeLessThan(2_500);
    });

    // Who gives up on the store comes back after a second, and then may meet another answer that is late.
    test("with a store of which some answers come too late", async () => {
      const report = await run(8, { stuck: 0.002 });
      expect(report.accepted).toBe(SENDS);
      expect(report.tookMs).toBeLessThan(1.1 * idealMs(SENDS));
      expect(report.longestWaitMs).toBeLessThan(10_000);
    });
  },
);

test.each(RULES)("four processes with ten calls each need two waves, as one process does: by %s", async (rule) => {
  for (let seed = 1; seed <= 4; seed += 1) {
    const report = await simulateShared({ rule, loads: [10, 10, 10, 10], seed, leg: [5, 15], inStep: true });
    expect(report).toMatchObject({ refused: 0, accepted: 40 });
    // 1001 ms between the waves, two round trips of at most 30 ms, and the store.
    expect(report.tookMs).toBeLessThan(1_001 + 60 + 15);
  }
});

test.each(RULES)(
  "issue 21: processes that wait for the second wave open their connections meanwhile, so four need as long as one: by %s",
  async (rule) => {
    const world = { rule, leg: [5, 15], inStep: true, cold: true } as const;
    const shares: number[] = [];
    for (let seed = 1; seed <= 4; seed += 1) {
      const one = await simulateShared({ ...world, loads: [40], seed });
      const four = await simulateShared({ ...world, loads: [10, 10, 10, 10], seed });
      expect(four).toMatchObject({ refused: 0, accepted: 40 });
      expect(four.tookMs - one.tookMs).toBeLessThan(30);
      expect(four.exchanges / 40).toBeLessThan(1);
      shares.push(one.tookMs / four.tookMs);
    }
    expect(shares.reduce((sum, share) => sum + share) / shares.length).toBeGreaterThan(0.985);
  },
);
