import type { Clock, TimerHandle } from "../../src/internal/clock.js";
import { createWindow, type WindowRule } from "../../src/gate/window.js";
import { Limiter, type Permit } from "../../src/rate-limit/limiter.js";
import { readRateLimitHeaders } from "../../src/rate-limit/rate-limit-headers.js";

interface Entry {
  readonly atMs: number;
  readonly order: number;
  run: (() => void) | undefined;
}

/** A clock and an agenda in one: everything that happens is an entry with a time, and they happen in order. */
export class SimulationClock implements Clock {
  #nowMs = 0;
  #order = 0;
  /** A binary heap by time, then by order of entry. */
  readonly #agenda: Entry[] = [];

  now(): number {
    return this.#nowMs;
  }

  epochMs(): number {
    return Date.UTC(2026, 0, 1) + this.#nowMs;
  }

  setTimer(run: () => void, delayMs: number): TimerHandle {
    // Timers of real machines have whole milliseconds, and are never early.
    const entry = {
      atMs: Math.ceil(this.#nowMs + Math.max(0, delayMs)),
      order: this.#order++,
      run: run as (() => void) | undefined,
    };
    this.#push(entry);
    return { cancel: () => (entry.run = undefined) };
  }

  /** Something of the world outside, which knows fractions of milliseconds. */
  after(delayMs: number, run: () => void): void {
    this.#push({ atMs: this.#nowMs + delayMs, order: this.#order++, run });
  }

  /** Lets everything happen, until nothing is left or `isDone`. */
  run(isDone: () => boolean = () => false): void {
    for (let entry = this.#pop(); entry !== undefined && !isDone(); entry = this.#pop()) {
      if (entry.run === undefined) continue;
      this.#nowMs = entry.atMs;
      entry.run();
    }
  }

  #push(entry: Entry): void {
    const heap = this.#agenda;
    let at = heap.push(entry) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(entry, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = entry;
  }

  #pop(): Entry | undefined {
    const heap = this.#agenda;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child += 1;
      if (!isBefore(heap[child]!, last)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}

function isBefore(a: { atMs: number; order: number }, b: { atMs: number; order: number }): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}

/** Numbers from 0 to 1 that are the same for the same seed (a linear congruential generator of 48 bits, as in POSIX). */
export function seededRandom(seed: number): () => number {
  let state = (BigInt(seed) << 16n) + 0x330en;
  return () => {
    state = (state * 0x5deece66dn + 0xbn) & 0xffffffffffffn;
    return Number(state >> 16n) / 2 ** 32;
  };
}

export interface World {
  readonly rule: WindowRule;
  readonly sends: number;
  readonly seed: number;
  /** One way, in milliseconds: least and most, evenly spread. */
  readonly leg: readonly [number, number];
  /** Share of legs that take 50 to 450 ms longer. */
  readonly stragglers?: number;
  /** Whether a new connection costs two more round trips. */
  readonly cold?: boolean;
  /** How far the server's wall clock is off, in milliseconds. */
  readonly skewMs?: number;
  /** How much faster the server's clocks run, in millionths; negative = slower. */
  readonly driftPpm?: number;
  /** Requests a second, at the server. */
  readonly serverLimit?: number;
  /** Whether the server sends the headers. */
  readonly headers?: boolean;
  /** Requests a second that somebody else makes with the same key. */
  readonly foreignPerSecond?: number;
}

export interface Report {
  readonly refused: number;
  readonly requests: number;
  /** Sends that were accepted, in the order in which they joined the queue. */
  readonly accepted: number;
  readonly tookMs: number;
  /** Requests of somebody else that were rejected. */
  readonly foreignRefused: number;
}

/** Sends everything through a real {@link Limiter} to a server that counts by one of the rules. Rejected ones try again. */
export function simulate(world: World): Report {
  const {
    rule,
    sends,
    seed,
    leg,
    stragglers = 0,
    cold = false,
    skewMs = 0,
    driftPpm = 0,
    serverLimit = 20,
    headers = true,
    foreignPerSecond = 0,
  } = world;
  const random = seededRandom(seed);
  const clock = new SimulationClock();
  const limiter = new Limiter({ limit: 20, clock, random });
  const window = createWindow(rule, false);
  let [refused, requests, accepted, inFlight, mostInFlight, foreignRefused, doneAtMs] = [0, 0, 0, 0, 0, 0, 0];

  const legMs = (): number => leg[0] + random() * (leg[1] - leg[0]) + (random() < stragglers ? 50 + random() * 400 : 0);
  const serverMoment = (): { nowMs: number; epochMs: number } => {
    const drifted = clock.now() * (driftPpm / 1e6);
    return { nowMs: clock.now() + drifted, epochMs: clock.epochMs() + skewMs + drifted };
  };

  const request = (permit: Permit): void => {
    requests += 1;
    inFlight += 1;
    // More at once than ever before needs a new connection.
    const opening = cold && inFlight > mostInFlight ? legMs() + legMs() + legMs() + legMs() : 0;
    mostInFlight = Math.max(mostInFlight, inFlight);
    clock.after(opening + legMs(), () => {
      const moment = serverMoment();
      const ok = window.take(serverLimit, moment);
      const { remaining, resetInMs } = window.read(serverLimit, moment);
      const answer = {
        "x-ratelimit-limit": String(serverLimit),
        "x-ratelimit-remaining": String(remaining),
        "x-ratelimit-reset": String(Math.ceil((moment.epochMs + resetInMs) / 1000)),
        date: new Date(moment.epochMs).toUTCString(),
      };
      clock.after(legMs(), () => {
        inFlight -= 1;
        permit.responded(ok ? 200 : 429, headers ? readRateLimitHeaders(answer, clock.epochMs()) : {});
        if (ok) {
          accepted += 1;
          doneAtMs = clock.now();
        } else {
          refused += 1;
          limiter.enqueue("normal", request, true);
        }
      });
    });
  };
  const foreign = (): void => {
    if (!window.take(serverLimit, serverMoment())) foreignRefused += 1;
    clock.after(1000 / foreignPerSecond, foreign);
  };
  if (foreignPerSecond > 0) clock.after(random() * 1000, foreign);

  // The first request falls anywhere in the server's second.
  clock.after(random() * 1000, () => {
    const startMs = clock.now();
    doneAtMs = startMs;
    for (let i = 0; i < sends; i += 1) limiter.enqueue("normal", request);
  });
  clock.run(() => accepted === sends);
  return { refused, requests, accepted, tookMs: doneAtMs, foreignRefused };
}
