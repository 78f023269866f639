import { systemClock, type Clock } from "../internal/clock.js";
import { insertionCursor } from "../internal/insertion-cursor.js";
import { type OptionNames, checkOptionNames, checkWholeNumber } from "../errors/option-checks.js";
import type { DedupeStore } from "./dedupe-store.js";

/** How much {@link memoryDedupeStore} remembers. */
export interface MemoryDedupeOptions {
  /**
   * How long a handled event is remembered, in milliseconds (1 or more).
   *
   * @defaultValue what the receiver asks for: two hours; Sendo's last retry comes 63 minutes after its first attempt
   */
  ttlMs?: number | undefined;
  /**
   * Most keys held at the same time (1 or more); an event has up to two. Beyond it, the one that was handled longest ago is
   * forgotten first. Those being handled are never forgotten, even if they alone are more.
   *
   * @defaultValue `100_000`: about 15 MB when full (measured, Node 20)
   */
  maxEntries?: number | undefined;
  /** Where time comes from. @defaultValue the machine's clock */
  clock?: Pick<Clock, "now"> | undefined;
}

const OPTION_NAMES: OptionNames<MemoryDedupeOptions> = { ttlMs: true, maxEntries: true, clock: true };

/**
 * Remembers handled events in this process: right for one process, and for tests. A restart forgets everything, and two
 * processes do not know of each other; use a shared {@link DedupeStore} there.
 *
 * @throws A {@link SendoConfigError} `config_option_invalid`: a number is not usable, or an option has another name.
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
  // In the order of being handled, so that the first is the oldest.
  const handled = new Map<string, number>();
  const oldestHandled = insertionCursor(handled);

  const isFull = (): boolean => handled.size + claimed.size > maxEntries;
  const forget = (nowMs: number): void => {
    // Whose lease has ended is gone: a live owner extends it.
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
      forget(nowMs);
      return "mine";
    },
    async done(key, { ttlMs }) {
      const nowMs = clock.now();
      claimed.delete(key);
      handled.delete(key);
      handled.set(key, nowMs + (ownTtlMs ?? ttlMs));
      forget(nowMs);
    },
    async release(key, { owner }) {
      if (claimed.get(key)?.owner === owner) claimed.delete(key);
    },
  };
}
