import { systemClock, type Clock } from "../internal/clock.js";
import { insertionCursor } from "../internal/insertion-cursor.js";
import { type OptionNames, checkOptionNames, checkWholeNumber } from "../errors/option-checks.js";
import type { DedupeStore } from "./dedupe-store.js";

/** Options for {@link memoryDedupeStore}. */
export interface MemoryDedupeOptions {
  /**
   * How long a handled event is stored, in milliseconds (1 or more).
   *
   * @defaultValue two hours, as specified by the receiver (Sendo's last retry is sent 63 minutes after the first attempt)
   */
  ttlMs?: number | undefined;
  /**
   * Maximum number of stored keys (1 or more). An event has at most two keys. When the maximum is reached, the oldest
   * handled events are evicted. Events that are still being handled are never evicted, even if their number exceeds the
   * maximum.
   *
   * @defaultValue `100_000` (about 15 MB when full, measured on Node 20)
   */
  maxEntries?: number | undefined;
  /** The clock. @defaultValue the system clock */
  clock?: Pick<Clock, "now"> | undefined;
}

const OPTION_NAMES: OptionNames<MemoryDedupeOptions> = { ttlMs: true, maxEntries: true, clock: true };

/**
 * Stores handled events in this process, for tests and single-process apps. A restart deletes everything, and separate
 * processes do not share events. If you run several processes, use a shared {@link DedupeStore}.
 *
 * @throws A {@link SendoConfigError} with code `config_option_invalid` for an invalid number or an unknown option.
 *
 * @example
 * ```ts
 * createWebhookReceiver({ dedupe: memoryDedupeStore({ ttlMs: 24 * 3_600_000 }), on: {} });
 * ```
 */
export function memoryDedupeStore(options: MemoryDedupeOptions = {}): DedupeStore {
  checkOptionNames("memoryDedupeStore", options, OPTION_NAMES);
  const { maxEntries = 100_000, ttlMs: ownTtlMs, clock = systemClock } = options;
  checkWholeNumber("memoryDedupeStore", "maxEntries", maxEntries, { min: 1 });
  if (ownTtlMs !== undefined) checkWholeNumber("memoryDedupeStore", "ttlMs", ownTtlMs, { min: 1 });
  const claimed = new Map<string, { readonly owner: string; readonly untilMs: number }>();
  // Handled events, oldest first.
  const handled = new Map<string, number>();
  const oldestHandled = insertionCursor(handled);

  const isFull = (): boolean => handled.size + claimed.size > maxEntries;
  const evict = (nowMs: number): void => {
    // A live owner keeps extending its lease. An expired claim therefore has no live owner and can be deleted.
    if (isFull()) for (const [key, { untilMs }] of claimed) if (untilMs <= nowMs) claimed.delete(key);
    while (isFull() && handled.size > 0) handled.delete(oldestHandled()!);
  };

  return {
    async claim(key, { owner, leaseMs }) {
      const nowMs = clock.now();
      const untilMs = handled.get(key);
      if (untilMs !== undefined && untilMs > nowMs) return "done";
      const holder = claimed.get(key);
      if (holder !== undefined && holder.untilMs > nowMs && holder.owner !== owner) return "busy";
      handled.delete(key);
      claimed.set(key, { owner, untilMs: nowMs + leaseMs });
      evict(nowMs);
      return "mine";
    },
    async done(key, { ttlMs }) {
      const nowMs = clock.now();
      claimed.delete(key);
      handled.delete(key);
      handled.set(key, nowMs + (ownTtlMs ?? ttlMs));
      evict(nowMs);
    },
    async release(key, { owner }) {
      if (claimed.get(key)?.owner === owner) claimed.delete(key);
    },
  };
}
