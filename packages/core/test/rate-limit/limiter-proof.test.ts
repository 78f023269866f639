import { describe, expect, test } from "vitest";
import type { WindowRule } from "../../src/gate/window.js";
import { simulate, type World } from "../support/simulation.js";

const RULES: WindowRule[] = ["calendar-second", "first-request", "sliding-log", "token-bucket"];
const LEGS: World["leg"][] = [
  [0, 0],
  [5, 15],
  [25, 125],
  [0, 200],
  [40, 45],
  [100, 400],
];

describe("480,000 sends through the limiter, to a server that counts", () => {
  describe.each(RULES)("by %s", (rule) => {
    test.each(LEGS)("legs of %i to %i ms: not one 429", (...leg) => {
      let sends = 0;
      for (const cold of [false, true]) {
        for (const stragglers of [0, 0.01]) {
          for (const skewMs of [0, 3370, -3370, 3_600_000]) {
            const world: World = { rule, leg, cold, stragglers, skewMs, sends: 1250, seed: sends + leg[1] };
            const report = simulate(world);
            expect(report, JSON.stringify(world)).toMatchObject({ refused: 0, accepted: 1250, requests: 1250 });
            sends += report.accepted;
          }
        }
      }
      expect(sends).toBe(20_000);
    });
  });

  test("a server whose clocks run slower or faster by five in ten thousand changes nothing", () => {
    for (const rule of RULES) {
      for (const driftPpm of [-500, 500]) {
        const report = simulate({ rule, leg: [0, 0], sends: 2000, seed: 5, driftPpm });
        expect(report, `${rule} ${driftPpm}`).toMatchObject({ refused: 0, accepted: 2000 });
      }
    }
    // Where the margin of one millisecond ends: a second of the server's that is longer by two.
    expect(
      simulate({ rule: "sliding-log", leg: [0, 0], sends: 2000, seed: 5, driftPpm: -2000 }).refused,
    ).toBeGreaterThan(0);
  });

  test("a server without rate-limit headers changes nothing", () => {
    for (const rule of RULES)
      expect(simulate({ rule, leg: [25, 125], sends: 2000, seed: 7, headers: false }).refused).toBe(0);
  });

  test("the simulation can reject: with a server that allows less than it says", () => {
    expect(
      simulate({ rule: "sliding-log", leg: [0, 0], sends: 400, seed: 1, serverLimit: 19, headers: false }).refused,
    ).toBeGreaterThan(0);
  });

  test("a limit that Sendo has raised is used as far as Remaining grants it", () => {
    const raised = simulate({ rule: "sliding-log", leg: [5, 15], sends: 2000, seed: 3, serverLimit: 50 });
    expect(raised.refused).toBe(0);
    expect(2000 / (raised.tookMs / 1000)).toBeGreaterThan(35);
  });

  test("a limit that Sendo has lowered is followed after at most one burst", () => {
    const lowered = simulate({ rule: "sliding-log", leg: [5, 15], sends: 400, seed: 3, serverLimit: 5 });
    expect(lowered.accepted).toBe(400);
    expect(lowered.refused).toBeLessThanOrEqual(15 + 5);
  });
});

test("somebody else with the same key takes half of the limit: it backs off, goes on, and both live", () => {
  for (const rule of RULES) {
    const report = simulate({ rule, leg: [5, 15], sends: 1000, seed: 11, foreignPerSecond: 10 });
    expect(report.accepted).toBe(1000);
    expect(report.refused / report.requests, rule).toBeLessThan(0.2);
    expect(1000 / (report.tookMs / 1000), rule).toBeGreaterThan(4);
  }
});
