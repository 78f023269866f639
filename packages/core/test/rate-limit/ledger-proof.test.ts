import fc from "fast-check";
import { expect, test } from "vitest";
import { createWindow, type WindowRule } from "../../src/gate/window.js";
import { Ledger } from "../../src/rate-limit/ledger.js";
import { SimulationClock } from "../support/simulation.js";

// The limiter's proof with ways, losses and clocks that are chosen against it, where limiter-proof.test.ts draws them evenly.

/** What becomes of one request, in the order in which they are sent. */
interface Fate {
  /** How long the sender does something else before it wants to send this one. */
  readonly pauseMs: number;
  readonly thereMs: number;
  readonly backMs: number;
  readonly end: "answered" | "no-headers" | "lost" | "not-sent";
  /** When the sender gives a lost one up, and when it then arrives all the same, if ever. */
  readonly givenUpAfterMs: number;
  readonly arrivesAfterMs: number;
}

const someMs = (most: number): fc.Arbitrary<number> =>
  fc.oneof(
    fc.constantFrom(0, 0.25, 1, 19, most),
    fc.double({ min: 0, max: most, noNaN: true }),
    fc.integer({ min: 0, max: 40 }),
  );
const fate: fc.Arbitrary<Fate> = fc.record({
  pauseMs: fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, someMs(1500)),
  thereMs: someMs(400),
  backMs: someMs(400),
  end: fc.oneof(
    { weight: 8, arbitrary: fc.constant("answered" as const) },
    fc.constantFrom("no-headers" as const, "lost" as const, "not-sent" as const),
  ),
  givenUpAfterMs: someMs(3000),
  // The presumption of ten seconds, less the second for which an arrival counts, and less than a rounding error can matter.
  arrivesAfterMs: fc.oneof(fc.constant(Infinity), someMs(8999)),
});
const world = fc.record({
  rule: fc.constantFrom<WindowRule>("calendar-second", "first-request", "sliding-log", "token-bucket"),
  limit: fc.integer({ min: 1, max: 5 }),
  /** How much more the server allows than the ledger is told. */
  raisedBy: fc.constantFrom<number>(0, 0, 0, 1, 7),
  epochMs: fc.double({ min: 0, max: 5000, noNaN: true }),
  fates: fc.array(fate, { minLength: 5, maxLength: 60, size: "max" }),
});

type World = typeof world extends fc.Arbitrary<infer Drawn> ? Drawn : never;

/** Sends as early as the ledger allows, and returns how many arrivals the server rejected. */
function run({ rule, limit, raisedBy, epochMs, fates }: World): { refused: number; sent: number } {
  const clock = new SimulationClock();
  const ledger = new Ledger(limit);
  const window = createWindow(rule, false);
  const serverLimit = limit + raisedBy;
  let [refused, sent, wanted, wakes] = [0, 0, 0, 0];

  const arrive = (): number => {
    const moment = { nowMs: clock.now(), epochMs: clock.now() + epochMs };
    if (!window.take(serverLimit, moment)) refused += 1;
    return window.read(serverLimit, moment).remaining;
  };
  const send = ({ thereMs, backMs, end, givenUpAfterMs, arrivesAfterMs }: Fate): void => {
    const entry = ledger.take();
    sent += 1;
    if (end === "not-sent") {
      clock.after(thereMs, () => {
        ledger.release();
        proceed();
      });
    } else if (end === "lost") {
      clock.after(givenUpAfterMs, () => {
        ledger.lost(clock.now());
        proceed();
      });
      if (arrivesAfterMs < Infinity) clock.after(givenUpAfterMs + arrivesAfterMs, arrive);
    } else {
      clock.after(thereMs, () => {
        const remaining = arrive();
        clock.after(backMs, () => {
          ledger.responded(entry, clock.now(), end === "answered" ? remaining : undefined);
          proceed();
        });
      });
    }
  };
  const proceed = (): void => {
    while (wanted < due && ledger.admits(clock.now())) send(fates[wanted++]!);
    const nextMs = ledger.nextFreeAtMs();
    if (wanted < due && nextMs !== undefined && nextMs > clock.now() && (wakes += 1) < 10_000) {
      clock.after(nextMs - clock.now(), proceed);
    }
  };
  let due = 0;
  let atMs = 0;
  for (const { pauseMs } of fates) {
    atMs += pauseMs;
    clock.after(atMs, () => {
      due += 1;
      proceed();
    });
  }
  clock.run();
  return { refused, sent };
}

test("whatever the ways, losses, limits and clocks: a ledger that is obeyed meets no rejection, under any rule", () => {
  let mostSent = 0;
  fc.assert(
    fc.property(world, (drawn) => {
      const { refused, sent } = run(drawn);
      mostSent = Math.max(mostSent, sent);
      expect(refused).toBe(0);
    }),
    { numRuns: 3000, seed: 20_261_123 },
  );
  expect(mostSent).toBeGreaterThan(40);
});

test("the property can fail: a server that allows less than the ledger is told rejects", () => {
  const fates = Array.from({ length: 10 }, (): Fate => ({
    pauseMs: 0,
    thereMs: 5,
    backMs: 5,
    end: "no-headers",
    givenUpAfterMs: 0,
    arrivesAfterMs: 0,
  }));
  expect(run({ rule: "sliding-log", limit: 5, raisedBy: -1, epochMs: 0, fates }).refused).toBeGreaterThan(0);
});
