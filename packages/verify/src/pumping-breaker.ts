import { createHash, randomUUID } from "node:crypto";
import type { SendoGuard } from "@sendo/core";
import { checkOptionNames, checkWholeNumber, unusableOption } from "@sendo/core/adapter";
import type { CounterStore } from "@sendo/core/stores";

/** When a breaker opens. */
export interface PumpingBreakerOptions {
  /** Where it counts. Processes that share a store share the breaker. */
  readonly counters: CounterStore;
  /** Most codes of a prefix that are not verified within `windowMs` (1 or more). @defaultValue `30` */
  readonly unverified?: number | undefined;
  /**
   * How many starts one verified code makes up for (1 or more). A prefix of whose codes more than one in this many is verified stays
   * open for sending, however busy it is.
   *
   * @defaultValue `4`
   */
  readonly startsPerVerified?: number | undefined;
  /** How long it counts, and stays open at most, in milliseconds (1000 or more). @defaultValue `3_600_000`: an hour */
  readonly windowMs?: number | undefined;
  /** How many digits of a number, with its country code, are its prefix (1 to 15). @defaultValue `6`: of `+12065550142`, `+120655` */
  readonly digits?: number | undefined;
}

/** Stops sending to prefixes whose codes are not verified. Pass it to {@link createVerifier} as `breaker`. */
export interface PumpingBreaker {
  /**
   * Rejects every message to a prefix for which the breaker is open, as `pumping_suspected`: for `rules` of `createGuard`, so that
   * nothing else is sent there either.
   */
  readonly guard: SendoGuard;
  /** Counts a code before it is sent. Called by the verifier. */
  admit(
    to: string,
  ): Promise<
    | { readonly admitted: true; readonly giveBack: () => Promise<void> }
    | { readonly admitted: false; readonly retryInMs: number }
  >;
  /** Makes up for starts, once for each challenge. Called by the verifier. */
  verified(to: string, challengeId: string): Promise<void>;
}

const GROUP = "sendo verify breaker";
const OF = "createPumpingBreaker";

/**
 * Makes a breaker against SMS pumping: an attacker asks for codes to numbers of a carrier that shares the revenue, and verifies none. It
 * counts codes that are not verified, for each prefix of numbers. When there are too many, no more codes are sent to the prefix until the
 * window is over or an earlier code is verified.
 *
 * @throws A {@link SendoConfigError} `config_option_invalid`: an option is missing, unknown or cannot be used.
 *
 * @example
 * ```ts
 * import { createGuard } from "@sendo/core/guard";
 *
 * const store = memoryVerifyStore();
 * const breaker = createPumpingBreaker({ counters: store.counters });
 * const client = new Sendo({ guard: createGuard({ rules: [breaker.guard] }) });
 * const verifier = createVerifier({ client, store, secret, brand: "Acme", breaker });
 * ```
 */
export function createPumpingBreaker(options: PumpingBreakerOptions): PumpingBreaker {
  const names = { counters: true, unverified: true, startsPerVerified: true, windowMs: true, digits: true };
  checkOptionNames<PumpingBreakerOptions>(OF, options, names);
  const { counters } = options;
  if (typeof (counters as Partial<CounterStore> | undefined)?.take !== "function")
    throw unusableOption(OF, "counters", "a counter store, such as that of memoryVerifyStore()", counters);
  const unverified = checkWholeNumber(OF, "unverified", options.unverified ?? 30, { min: 1 });
  const startsPerVerified = checkWholeNumber(OF, "startsPerVerified", options.startsPerVerified ?? 4, { min: 1 });
  const windowMs = checkWholeNumber(OF, "windowMs", options.windowMs ?? 3_600_000, { min: 1000 });
  const digits = checkWholeNumber(OF, "digits", options.digits ?? 6, { min: 1, max: 15 });

  const keyOf = (kind: "count" | "open", to: string): string => {
    const parts = JSON.stringify([kind, windowMs, digits, to.slice(0, digits + 1)]);
    return createHash("sha256").update(parts).digest("hex").slice(0, 32);
  };
  return {
    guard: {
      async check({ to }) {
        const closed = await counters.take(GROUP, [{ key: keyOf("open", to), max: 0, windowMs }], 0);
        return closed.taken ? { allowed: true } : { allowed: false, reason: "pumping_suspected" };
      },
    },
    async admit(to) {
      const key = keyOf("count", to);
      const verdict = await counters.take(GROUP, [{ key, max: unverified, windowMs }], 1);
      if (verdict.taken) {
        const [window] = verdict.windows;
        const given = { id: randomUUID(), counters: [{ key, window }], amount: 1 };
        return { admitted: true, giveBack: () => counters.giveBack(GROUP, given).catch(() => {}) };
      }
      const retryInMs = Math.max(1, verdict.retryInMs);
      await counters.take(GROUP, [{ key: keyOf("open", to), max: Number.MAX_SAFE_INTEGER, windowMs: retryInMs }], 1);
      return { admitted: false, retryInMs };
    },
    async verified(to, challengeId) {
      const given = (kind: "count" | "open", amount: number) =>
        counters.giveBack(GROUP, { id: challengeId, counters: [{ key: keyOf(kind, to) }], amount });
      await Promise.all([given("count", startsPerVerified), given("open", Number.MAX_SAFE_INTEGER)]);
    },
  };
}
