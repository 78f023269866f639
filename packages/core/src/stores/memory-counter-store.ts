import { checkOptionNames, checkWholeNumber, type OptionNames } from "../errors/option-checks.js";
import { systemClock, type Clock } from "../internal/clock.js";
import type { CounterStore } from "./counter-store.js";

/** Options for {@link memoryCounterStore}. */
export interface MemoryCounterOptions {
  /**
   * Maximum number of stored counters (1 or more). When the maximum is reached, `take` rejects and
   * nothing is counted.
   * @defaultValue `100_000`
   */
  maxEntries?: number | undefined;
  /** The clock. @defaultValue the system clock */
  clock?: Pick<Clock, "now"> | undefined;
}

const OPTION_NAMES: OptionNames<MemoryCounterOptions> = { maxEntries: true, clock: true };

interface Counter {
  readonly window: string;
  readonly endsAtMs: number;
  used: number;
  readonly returned: Set<string>;
}

/**
 * Stores counters in this process, for tests and single-process apps. A restart resets every counter. Each process has its own
 * counters. If you run several processes, use `redisCounterStore` from `@sendo/redis`.
 *
 * @throws A {@link SendoConfigError} with code `config_option_invalid` for an invalid number or an unknown option.
 *
 * @example
 * ```ts
 * import { createGuard } from "@sendo/core/guard";
 * import { memoryCounterStore } from "@sendo/core/stores";
 *
 * const guard = createGuard({ budgets: [{ per: "account", segments: 1000 }], store: memoryCounterStore() });
 * ```
 */
export function memoryCounterStore(options: MemoryCounterOptions = {}): CounterStore {
  checkOptionNames("memoryCounterStore", options, OPTION_NAMES);
  const { maxEntries = 100_000, clock = systemClock } = options;
  checkWholeNumber("memoryCounterStore", "maxEntries", maxEntries, { min: 1 });
  const counters = new Map<string, Counter>();
  let windows = 0;

  const nameOf = (group: string, key: string): string => JSON.stringify([group, key]);
  const current = (name: string, nowMs: number): Counter | undefined => {
    const counter = counters.get(name);
    return counter !== undefined && counter.endsAtMs > nowMs ? counter : undefined;
  };
  const makeRoom = (added: number, nowMs: number): void => {
    if (counters.size + added <= maxEntries) return;
    for (const [name, { endsAtMs }] of counters) if (endsAtMs <= nowMs) counters.delete(name);
    if (counters.size + added > maxEntries)
      throw new Error("memoryCounterStore has reached its maximum number of counters");
  };
  const begin = (name: string, endsAtMs: number): Counter => {
    const counter: Counter = { window: String((windows += 1)), endsAtMs, used: 0, returned: new Set() };
    counters.set(name, counter);
    return counter;
  };

  return {
    async take(group, limits, amount) {
      const nowMs = clock.now();
      const found = limits.map(({ key }) => current(nameOf(group, key), nowMs));
      const full = limits.findIndex(({ max }, index) => (found[index]?.used ?? 0) + amount > max);
      if (full >= 0) {
        const retryInMs = (found[full]?.endsAtMs ?? nowMs + limits[full]!.windowMs) - nowMs;
        return { taken: false, full, retryInMs };
      }
      if (amount === 0) return { taken: true, windows: found.map((counter) => counter?.window ?? "") };
      makeRoom(found.filter((counter) => counter === undefined).length, nowMs);
      const taken = limits.map(({ key, windowMs }, index) => {
        const counter = found[index] ?? begin(nameOf(group, key), nowMs + windowMs);
        counter.used += amount;
        return counter.window;
      });
      return { taken: true, windows: taken };
    },
    async giveBack(group, { id, counters: given, amount }) {
      const nowMs = clock.now();
      for (const { key, window } of given) {
        const counter = current(nameOf(group, key), nowMs);
        if (counter === undefined || (window !== undefined && window !== counter.window)) continue;
        if (counter.returned.has(id)) continue;
        counter.returned.add(id);
        counter.used = Math.max(0, counter.used - amount);
      }
    },
  };
}
