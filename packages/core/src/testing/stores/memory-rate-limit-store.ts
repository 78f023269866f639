import { randomUUID } from "node:crypto";
import { systemClock, type Clock } from "../../internal/clock.js";
import { checkOptionNames } from "../../errors/option-checks.js";
import type { RateLimitStore } from "../../stores/rate-limit-store.js";
import { SharedLedger } from "./shared-ledger.js";

const SWEEP_ABOVE = 100;

/** Options for {@link memoryRateLimitStore}. */
export interface MemoryRateLimitOptions {
  /** The clock. @defaultValue the system clock */
  clock?: Pick<Clock, "now"> | undefined;
}

/**
 * An in-memory rate-limit store, for testing clients that share a limit. Clients in one process share their limit even
 * without this store.
 *
 * @throws A {@link SendoConfigError} with code `config_option_invalid` for an unknown option.
 *
 * @example
 * ```ts
 * const sendo = new Sendo({ rateLimit: { store: memoryRateLimitStore() } });
 * ```
 */
export function memoryRateLimitStore(options: MemoryRateLimitOptions = {}): RateLimitStore {
  checkOptionNames<MemoryRateLimitOptions>("memoryRateLimitStore", options, { clock: true });
  const { clock = systemClock } = options;
  const ledgers = new Map<string, SharedLedger>();
  return {
    async exchange(account, report) {
      const nowMs = Math.floor(clock.now());
      if (ledgers.size > SWEEP_ABOVE) for (const [name, old] of ledgers) if (old.isEmpty(nowMs)) ledgers.delete(name);
      let ledger = ledgers.get(account);
      if (ledger === undefined) ledgers.set(account, (ledger = new SharedLedger(randomUUID)));
      return ledger.exchange(report, nowMs);
    },
  };
}
