import { LOST_AFTER_MS, WINDOW_MS } from "../../rate-limit/ledger.js";
import { PRIORITIES, type Priority } from "../../rate-limit/priority-queue.js";
import { demandAfter } from "../../stores/unmet-demand.js";
import {
  SLOT_LEASE_MS,
  type EndedRequest,
  type RateLimitGrant,
  type RateLimitReport,
  type RateLimitSlot,
} from "../../stores/rate-limit-store.js";

/**
 * How long a slot stays taken after its request is answered. The value is the length of one window plus 1 ms.
 * The extra millisecond allows for clocks with a resolution of one millisecond.
 */
export const SLOT_MS = WINDOW_MS + 1;
/**
 * Each slot is granted this many milliseconds before it becomes usable. Calls therefore do not have to wait for a round trip
 * to the store.
 */
export const AHEAD_MS = 100;
/**
 * A process sends its next report this many milliseconds before the first slot becomes free. Because the
 * process reports early, one response grants slots for a whole burst.
 */
const LEAD_MS = 50;
/**
 * How long a process waits before its next report, in milliseconds. `kept`: the free slots are reserved for other processes.
 * `unknown`: it is not known when a slot will become free. `most`: the maximum delay.
 */
const RETRY_MS = { kept: 25, unknown: 100, most: 500 } as const;
/**
 * How long after a process's last report the store still counts that process's waiting calls, in milliseconds. A
 * process with waiting calls sends a report at least every half second.
 */
const WANTED_MS = 1_500;
const PROCESS_MS = 60_000;
/** If no process has reported for longer than this, the store itself might have been unreachable. */
const SILENCE_MS = 1_500;
/** After such a gap, no slot is granted until every process has had time to report its slots. */
const QUIET_MS = 2_100;

interface Process {
  sequence: number;
  lastReportAtMs: number;
  /**
   * Time at which the process last received a slot or started to wait. The process that has waited longest is never skipped.
   */
  servedAtMs: number;
  waiting: Readonly<Record<Priority, number>>;
}

/**
 * Decides which requests the processes are allowed to send. It does not read a clock, because the time is passed with each
 * report. It is the reference implementation for stores in other languages.
 *
 * The shared ledger applies the same rule as {@link Ledger}. A request counts against the limit until {@link SLOT_MS}
 * milliseconds after its response. If the server's `Remaining` header proves that more requests are allowed, the ledger allows
 * them too. Free slots are granted by these rules:
 *
 * 1. Slots are reserved for higher-priority calls that are waiting in other processes.
 * 2. Among calls with the same priority, each waiting process gets an equal share of the limit, rounded down to whole slots.
 *    Unreserved slots go to the reporting process. If shares were rounded up, their sum could exceed the limit, and some slots
 *    would go unused.
 * 3. One free slot is set aside for each process that has waited longer than the reporting process. If a slot is still left
 *    after that, it goes to the reporting process. As a result, no process starves.
 */
export class SharedLedger {
  readonly #newEpoch: () => string;
  #epoch: string;
  /**
   * Slots taken by requests in flight. A slot is freed no later than the end of its lease. Slots taken by lost requests do not
   * belong to any process.
   */
  readonly #held = new Map<string, { readonly process: string | undefined; untilMs: number }>();
  /** Slots that were granted early, with the times when they become usable. */
  readonly #booked = new Map<string, number>();
  /** Slots taken by answered requests that might still be inside a window. */
  readonly #leaving = new Map<string, { readonly process: string; atMs: number }>();
  readonly #processes = new Map<string, Process>();
  #sent = 0;
  #answered = 0;
  #granted = 0;
  #serial = 0;
  #blockedUntilMs = -Infinity;
  #quietUntilMs = -Infinity;
  #lastReportAtMs = -Infinity;
  #backAtMs = -Infinity;

  /** @param newEpoch - Returns a new epoch. Called at startup and whenever data has been lost. */
  constructor(newEpoch: () => string) {
    this.#newEpoch = newEpoch;
    this.#epoch = newEpoch();
  }

  /** Handles one report. `nowMs` is the current time in whole milliseconds. */
  exchange(report: RateLimitReport, nowMs: number): RateLimitGrant {
    if (nowMs < this.#lastReportAtMs) this.#moveBack(this.#lastReportAtMs - nowMs);
    this.#expire(nowMs);
    const known = this.#processes.get(report.process);
    if (known !== undefined && report.sequence <= known.sequence) return this.#answer([], nowMs);
    this.#noticeGaps(report, known, nowMs);
    for (const request of report.ended) this.#end(report, request, nowMs);
    this.#matchHeld(report, nowMs);
    if (report.blockedForMs > 0) this.#blockedUntilMs = Math.max(this.#blockedUntilMs, nowMs + report.blockedForMs);

    const wanted = total(report.waiting);
    const waitedBefore = known !== undefined && total(known.waiting) > 0 && nowMs - known.lastReportAtMs <= WANTED_MS;
    const asking: Process = {
      sequence: report.sequence,
      lastReportAtMs: nowMs,
      servedAtMs: waitedBefore ? known.servedAtMs : nowMs,
      waiting: report.waiting,
    };
    this.#processes.set(report.process, asking);
    if (wanted === 0) return this.#answer([], nowMs);
    const closedForMs = Math.max(this.#blockedUntilMs, this.#quietUntilMs) - nowMs;
    if (closedForMs > 0) return this.#answer([], nowMs, Math.min(closedForMs, RETRY_MS.most));
    return this.#grant(report, asking, nowMs);
  }

  /**
   * Call this if the store might have lost its latest changes, for example after a restart or a failover. Processes could still
   * be using slots whose grants were lost. Therefore, no slot is granted until every process has had time to report its slots.
   */
  quarantine(nowMs: number): void {
    this.#epoch = this.#newEpoch();
    this.#granted = 0;
    this.#quietUntilMs = Math.max(this.#quietUntilMs, nowMs + QUIET_MS);
  }

  /** Whether the ledger can be deleted. */
  isEmpty(nowMs: number): boolean {
    this.#expire(nowMs);
    return this.#held.size + this.#leaving.size + this.#processes.size === 0;
  }

  #expire(nowMs: number): void {
    for (const [id, { atMs }] of this.#leaving) if (atMs <= nowMs) this.#leaving.delete(id);
    for (const [id, atMs] of this.#booked) if (atMs <= nowMs) this.#booked.delete(id);
    for (const [id, { untilMs }] of this.#held) {
      if (untilMs > nowMs) continue;
      this.#held.delete(id);
      // Lost requests never count as answered. As in `Ledger`, both the sent count and the server's grant are therefore
      // reduced by one.
      this.#sent -= 1;
      this.#granted = Math.max(0, this.#granted - 1);
    }
    for (const [name, { lastReportAtMs }] of this.#processes) {
      if (nowMs - lastReportAtMs > PROCESS_MS) this.#processes.delete(name);
    }
  }

  /**
   * After the clock has been moved backward by `byMs`, subtracts `byMs` from all stored times. Otherwise, slots would stay
   * taken for an extra `byMs` milliseconds.
   */
  #moveBack(byMs: number): void {
    for (const slot of this.#held.values()) slot.untilMs -= byMs;
    for (const slot of this.#leaving.values()) slot.atMs -= byMs;
    for (const [id, atMs] of this.#booked) this.#booked.set(id, atMs - byMs);
    for (const process of this.#processes.values()) {
      process.lastReportAtMs -= byMs;
      process.servedAtMs -= byMs;
    }
    this.#blockedUntilMs -= byMs;
    this.#quietUntilMs -= byMs;
    this.#backAtMs -= byMs;
    this.#lastReportAtMs -= byMs;
  }

  #noticeGaps(
    { epoch, acknowledgedSequence, wasDisconnected }: RateLimitReport,
    known: Process | undefined,
    nowMs: number,
  ): void {
    if (nowMs - this.#lastReportAtMs > SILENCE_MS) this.#backAtMs = nowMs;
    this.#lastReportAtMs = nowMs;
    // The process received a response to a report, but this store has no record of that report.
    const isOld =
      epoch === this.#epoch &&
      acknowledgedSequence !== undefined &&
      (known === undefined || known.sequence < acknowledgedSequence);
    if (isOld) this.quarantine(nowMs);
    const forgotten = epoch !== undefined && epoch !== this.#epoch;
    if (!wasDisconnected && !forgotten) return;
    this.#granted = 0;
    this.#quietUntilMs = Math.max(this.#quietUntilMs, this.#backAtMs + QUIET_MS);
  }

  #end({ process, epoch }: RateLimitReport, request: EndedRequest, nowMs: number): void {
    const { id, how, agoMs, answeredBefore, remaining } = request;
    // The store has no record of requests that were sent while it was unavailable or before it lost its data. These
    // requests are also counted against the limit.
    if (!this.#held.delete(id) && !this.#leaving.has(id)) this.#sent += 1;
    const endedAtMs = nowMs - Math.max(0, Math.floor(agoMs));
    if (how === "lost") {
      this.#held.set(`lost:${id}`, { process: undefined, untilMs: endedAtMs + LOST_AFTER_MS });
      return;
    }
    if (!this.#leaving.has(id)) this.#answered += 1;
    if (endedAtMs + SLOT_MS > nowMs) this.#leaving.set(id, { process, atMs: endedAtMs + SLOT_MS });
    if (how === "rate-limited") this.#granted = 0;
    else if (remaining !== undefined && answeredBefore !== undefined && epoch === this.#epoch) {
      this.#granted = Math.max(this.#granted, answeredBefore + 1 + remaining);
    }
  }

  #matchHeld({ process, inFlight }: RateLimitReport, nowMs: number): void {
    const holds = new Set(inFlight);
    for (const [id, slot] of this.#held) {
      if (slot.process !== process || holds.has(id)) continue;
      this.#held.delete(id);
      this.#sent -= 1;
      // The slot's previous request may still be inside the window.
      const atMs = this.#booked.get(id);
      if (atMs !== undefined) this.#leaving.set(`back:${id}`, { process, atMs });
    }
    for (const id of holds) {
      if (!this.#held.has(id)) this.#sent += 1;
      this.#held.set(id, { process, untilMs: nowMs + SLOT_LEASE_MS });
    }
  }

  #grant(report: RateLimitReport, asking: Process, nowMs: number): RateLimitGrant {
    const { process, requestsPerSecond: limit, waiting } = report;
    const taken = this.#held.size + this.#leaving.size;
    const now = Math.max(0, limit - taken, this.#granted - this.#sent);
    // If more slots are taken than the limit allows, the first slots to be freed only reduce the excess.
    const leaving = [...this.#leaving].sort(([a, one], [b, two]) => one.atMs - two.atMs || (a < b ? -1 : 1));
    const soon = leaving.filter(([, { atMs }]) => atMs <= nowMs + AHEAD_MS).slice(Math.max(0, taken + now - limit));
    const free = now + soon.length;

    let left = free;
    for (const [index, lane] of PRIORITIES.entries()) {
      const others = this.#othersWaiting(process, nowMs);
      const higher = sum(others.map(({ other }) => sum(PRIORITIES.slice(0, index).map((name) => other.waiting[name]))));
      const rivals = others.filter(({ other }) => other.waiting[lane] > 0);
      const part = Math.max(1, Math.floor(limit / (rivals.length + 1)));
      const kept = sum(
        rivals.map(({ name, other }) => Math.min(other.waiting[lane], Math.max(0, part - this.#inside(name, nowMs)))),
      );
      const before = rivals.filter(({ other }) => other.servedAtMs < asking.servedAtMs).length;
      const atLeast = left > higher + before ? 1 : 0;
      left -= Math.min(waiting[lane], Math.max(left - higher - kept, atLeast, 0));
    }

    const count = free - left;
    const slots: RateLimitSlot[] = [];
    for (let i = 0; i < count; i += 1) {
      const [leavingId, leavingSlot] = i < now ? [] : soon[i - now]!;
      if (leavingId !== undefined) this.#leaving.delete(leavingId);
      const id = `${process}:${(this.#serial += 1)}`;
      this.#sent += 1;
      this.#held.set(id, { process, untilMs: nowMs + SLOT_LEASE_MS });
      if (leavingSlot !== undefined) this.#booked.set(id, leavingSlot.atMs);
      slots.push({ id, inMs: (leavingSlot?.atMs ?? nowMs) - nowMs, answeredBefore: this.#answered });
    }
    if (count > 0) asking.servedAtMs = nowMs;
    asking.waiting = demandAfter(waiting, count);
    if (total(asking.waiting) === 0) return this.#answer(slots, nowMs);
    return this.#answer(slots, nowMs, this.#askAgain(left, nowMs));
  }

  #askAgain(left: number, nowMs: number): number {
    if (left > 0) return RETRY_MS.kept;
    const later = [...this.#leaving.values()].map(({ atMs }) => atMs).filter((atMs) => atMs > nowMs + AHEAD_MS);
    if (later.length === 0) return RETRY_MS.unknown;
    return Math.min(Math.min(...later) - LEAD_MS - nowMs, RETRY_MS.most);
  }

  #othersWaiting(process: string, nowMs: number): { name: string; other: Process }[] {
    return [...this.#processes]
      .filter(([name, { lastReportAtMs }]) => name !== process && nowMs - lastReportAtMs <= WANTED_MS)
      .map(([name, other]) => ({ name, other }));
  }

  /** Number of slots that a process holds and will not free soon. */
  #inside(process: string, nowMs: number): number {
    let count = 0;
    for (const slot of this.#held.values()) if (slot.process === process) count += 1;
    for (const { process: of, atMs } of this.#leaving.values()) {
      if (of === process && atMs > nowMs + AHEAD_MS) count += 1;
    }
    return count;
  }

  #answer(slots: readonly RateLimitSlot[], nowMs: number, askAgainInMs?: number): RateLimitGrant {
    return {
      epoch: this.#epoch,
      slots,
      blockedForMs: Math.max(0, this.#blockedUntilMs - nowMs),
      processes: this.#processes.size,
      ...(askAgainInMs !== undefined && { askAgainInMs }),
    };
  }
}

function total(waiting: Readonly<Record<Priority, number>>): number {
  return waiting.high + waiting.normal + waiting.low;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
