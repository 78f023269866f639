import { createHash, randomUUID } from "node:crypto";
import type { SendoGuard } from "@sendo/core";
import { checkOptionNames, checkWholeNumber, unusableOption } from "@sendo/core/adapter";
import type { CounterStore } from "@sendo/core/stores";

/** Options for {@link createPumpingBreaker}. */
export interface PumpingBreakerOptions {
  /** Store for the counts. Processes that share a store also share the breaker. */
  readonly counters: CounterStore;
  /** Maximum number of unverified codes for each prefix within `windowMs` (1 or more). @defaultValue `30` */
  readonly unverified?: number | undefined;
  /**
   * How much one verified code lowers a prefix's count of unverified codes (1 or more). With `4`, a busy prefix is not
   * blocked as long as at least one in four of its codes is verified.
   *
   * @defaultValue `4`
   */
  readonly startsPerVerified?: number | undefined;
  /**
   * Length of the counting period in milliseconds (1000 or more). An open breaker closes no later than the end of
   * the period.
   *
   * @defaultValue `3_600_000`, one hour
   */
  readonly windowMs?: number | undefined;
  /** Number of digits in a prefix, including the country code (1 to 15). @defaultValue `6`: the prefix of `+12065550142` is `+120655` */
  readonly digits?: number | undefined;
}

/**
 * Blocks codes to a number prefix if too few of the codes sent to that prefix are verified. Pass the breaker to {@link createVerifier} as
 * `breaker`.
 */
export interface PumpingBreaker {
  /**
   * Guard that rejects every message to a prefix while the breaker is open, with the reason `pumping_suspected`. To
   * reject other messages to the prefix too, add this guard to the `rules` of `createGuard`.
   */
  readonly guard: SendoGuard;
  /** Counts a code before it is sent. The verifier calls this method. */
  admit(
    to: string,
  ): Promise<
    | { readonly admitted: true; readonly giveBack: () => Promise<void> }
    | { readonly admitted: false; readonly retryInMs: number }
  >;
  /**
   * Lowers the prefix's count by `startsPerVerified`, at most once per challenge. The verifier calls this method.
   */
  verified(to: string, challengeId: string): Promise<void>;
}

const GROUP = "sendo verify breaker";
const OF = "createPumpingBreaker";

/**
 * Creates a circuit breaker that protects against SMS pumping. In this attack, an attacker requests many codes but
 * never enters them. The numbers belong to a carrier that shares its revenue with the attacker. The breaker counts the
 * unverified codes for each prefix. When a prefix reaches the limit, no more codes are sent to it until the period ends
 * or an earlier code is verified.
 *
 * @throws A {@link SendoConfigError} with code `config_option_invalid` if an option is missing, unknown or unusable.
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
    throw unusableOption(OF, "counters", "a counter store, such as the one from memoryVerifyStore()", counters);
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
