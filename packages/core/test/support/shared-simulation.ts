import type { Clock } from "../../src/internal/clock.js";
import { createWindow, type WindowRule } from "../../src/gate/window.js";
import { silentLogger } from "../../src/observe/logger.js";
import type { Priority } from "../../src/rate-limit/priority-queue.js";
import type { Permit } from "../../src/rate-limit/limiter.js";
import type { RateLimitReport, RateLimitStore } from "../../src/stores/rate-limit-store.js";
import { SharedLedger } from "../../src/testing/stores/shared-ledger.js";
import { SharedLimiter } from "../../src/stores/shared-limiter.js";
import { VirtualClock } from "../../src/testing/virtual-clock.js";
import { readRateLimitHeaders } from "../../src/rate-limit/rate-limit-headers.js";
import { seededRandom } from "./simulation.js";

export interface SharedWorld {
  readonly rule: WindowRule;
  /** Sends of each process. */
  readonly loads: readonly number[];
  readonly seed: number;
  /** One way to the server, in milliseconds: least and most. */
  readonly leg: readonly [number, number];
  /** One way to the store. */
  readonly storeLeg?: readonly [number, number];
  readonly serverLimit?: number;
  /** Moments between which the store answers nothing. */
  readonly away?: readonly [number, number];
  /** When the store loses its memory. */
  readonly forgetsAtMs?: number;
  /** When the store goes back to what it knew `byMs` before, as a replica that was behind; it knows that it was started anew. */
  readonly goesBack?: { readonly atMs: number; readonly byMs: number };
  /** When the store's clock is set, and by how much. */
  readonly clockStep?: { readonly atMs: number; readonly byMs: number };
  /** A process that dies at that moment, and what it had under way with it. */
  readonly dies?: { readonly process: number; readonly atMs: number };
  readonly priority?: (process: number, index: number) => Priority;
  /** When each process begins. @defaultValue at once */
  readonly startsAtMs?: readonly number[];
  /** All processes begin at the same moment, and not within a second. */
  readonly inStep?: boolean;
  /** A busy machine: by how much a process's timers are late, at most. */
  readonly lateMs?: number;
  /** Share of the store's answers that come 0.2 to 3 s late: some of them after the process has given them up. */
  readonly stuck?: number;
  /** Whether a new connection costs two more round trips, and each process has its own. */
  readonly cold?: boolean;
  readonly giveUpMs?: number;
}

export interface SharedReport {
  readonly refused: number;
  readonly accepted: number;
  /** Messages to the store. */
  readonly exchanges: number;
  readonly tookMs: number;
  /** When each process was done. */
  readonly doneAtMs: readonly number[];
  /** The longest for which a process waited that had calls waiting, between two of its requests. */
  readonly longestWaitMs: number;
  /** In the order in which the server took them. */
  readonly order: readonly { readonly process: number; readonly index: number; readonly atMs: number }[];
}

const GIVE_UP_MS = 120_000;

/** Several real {@link SharedLimiter}s on one real ledger, to a server that counts by one of the rules. */
export async function simulateShared(world: SharedWorld): Promise<SharedReport> {
  const { rule, loads, seed, leg, storeLeg = [0.5, 1], serverLimit = 20, away, forgetsAtMs, dies } = world;
  const { goesBack, clockStep } = world;
  const { inStep = false, lateMs = 0, stuck = 0, cold = false, giveUpMs = GIVE_UP_MS } = world;
  const random = seededRandom(seed);
  const clock = new VirtualClock();
  const window = createWindow(rule, false);
  const between = ([least, most]: readonly [number, number]): number => least + random() * (most - least);
  const pass = (ms: number): Promise<void> => new Promise((resolve) => void clock.setTimer(resolve, ms));
  let epochs = 0;
  const newLedger = (epoch = `epoch-${(epochs += 1)}`): SharedLedger => {
    const names = [epoch];
    return new SharedLedger(() => names.pop() ?? `epoch-${(epochs += 1)}`);
  };
  let ledger = newLedger("first");
  const journal: { readonly report: RateLimitReport; readonly atMs: number }[] = [];
  const storeNowMs = (): number =>
    Math.floor(clock.now()) +
    1_000_000 +
    (clockStep !== undefined && clock.now() >= clockStep.atMs ? clockStep.byMs : 0);
  let [refused, accepted, exchanges] = [0, 0, 0];
  const doneAtMs = loads.map(() => 0);
  const order: { process: number; index: number; atMs: number }[] = [];
  const left = [...loads];
  const sinceMs = loads.map(() => 0);
  let longestWaitMs = 0;
  let dead: number | undefined;
  const busyClock: Clock = {
    now: () => clock.now(),
    epochMs: () => clock.epochMs(),
    setTimer: (run, ms) => clock.setTimer(run, ms + (lateMs > 0 ? random() * lateMs : 0)),
  };

  const store = (process: number): RateLimitStore => ({
    async exchange(_, report) {
      if (dead === process) return new Promise(() => {});
      exchanges += 1;
      await pass(between(storeLeg));
      if (away !== undefined && clock.now() >= away[0] && clock.now() < away[1]) throw new Error("away");
      const grant = ledger.exchange(report, storeNowMs());
      if (goesBack !== undefined) journal.push({ report, atMs: storeNowMs() });
      await pass(between(storeLeg) + (stuck > 0 && random() < stuck ? between([200, 3_000]) : 0));
      return dead === process ? new Promise(() => {}) : grant;
    },
  });
  if (forgetsAtMs !== undefined) clock.setTimer(() => (ledger = newLedger()), forgetsAtMs);
  if (goesBack !== undefined) {
    clock.setTimer(() => {
      ledger = newLedger("first");
      const untilMs = storeNowMs() - goesBack.byMs;
      for (const { report, atMs } of journal) if (atMs <= untilMs) ledger.exchange(report, atMs);
      ledger.quarantine(storeNowMs());
    }, goesBack.atMs);
  }
  if (dies !== undefined) {
    clock.setTimer(() => {
      dead = dies.process;
      left[dies.process] = 0;
    }, dies.atMs);
  }

  loads.forEach((load, process) => {
    const limiter = new SharedLimiter({
      limit: 20,
      clock: busyClock,
      random,
      account: "one",
      store: store(process),
      fallbackProcesses: loads.length,
      logger: silentLogger,
    });
    let [inFlight, mostInFlight] = [0, 0];
    const openingMs = (): number => between(leg) + between(leg) + between(leg) + between(leg);
    const connectAhead = (count: number): void =>
      void clock.setTimer(() => (mostInFlight = Math.max(mostInFlight, count)), openingMs());
    const send = (index: number, again = false): void => {
      const admit = (permit: Permit): void => {
        if (dead === process) return;
        longestWaitMs = Math.max(longestWaitMs, clock.now() - sinceMs[process]!);
        sinceMs[process] = clock.now();
        inFlight += 1;
        // More at once than ever before needs a new connection.
        const opening = cold && inFlight > mostInFlight ? openingMs() : 0;
        mostInFlight = Math.max(mostInFlight, inFlight);
        clock.setTimer(
          () => {
            const moment = { nowMs: clock.now(), epochMs: clock.epochMs() };
            const ok = window.take(serverLimit, moment);
            if (ok) order.push({ process, index, atMs: clock.now() });
            const { remaining } = window.read(serverLimit, moment);
            const headers = { "x-ratelimit-limit": String(serverLimit), "x-ratelimit-remaining": String(remaining) };
            clock.setTimer(() => {
              inFlight -= 1;
              if (dead === process) return;
              permit.responded(ok ? 200 : 429, readRateLimitHeaders(headers, clock.epochMs()));
              if (!ok) {
                refused += 1;
                return send(index, true);
              }
              accepted += 1;
              left[process]! -= 1;
              doneAtMs[process] = clock.now();
            }, between(leg));
          },
          opening + between(leg),
        );
      };
      limiter.enqueue(world.priority?.(process, index) ?? "normal", admit, again, connectAhead);
    };
    clock.setTimer(
      () => {
        sinceMs[process] = clock.now();
        for (let index = 0; index < load; index += 1) send(index);
      },
      (inStep ? 0 : random() * 1000) + (world.startsAtMs?.[process] ?? 0),
    );
  });

  while (left.some((count) => count > 0) && clock.now() < giveUpMs) await clock.advance(250);
  return { refused, accepted, exchanges, tookMs: Math.max(...doneAtMs), doneAtMs, longestWaitMs, order };
}
