import { checkOptionNames, checkWholeNumber, type OptionNames } from "../errors/option-checks.js";
import { systemClock, type Clock } from "../internal/clock.js";
import type { ChallengeStore } from "./challenge-store.js";

/** Options for {@link memoryChallengeStore}. */
export interface MemoryChallengeOptions {
  /** Maximum number of stored challenges (1 or more). When the maximum is reached, `open` rejects. @defaultValue `100_000` */
  maxEntries?: number | undefined;
  /** The clock. @defaultValue the system clock */
  clock?: Pick<Clock, "now"> | undefined;
}

const OPTION_NAMES: OptionNames<MemoryChallengeOptions> = { maxEntries: true, clock: true };
const MOST_REPLACED = 3;

interface Challenge {
  readonly id: string;
  readonly expiresAtMs: number;
  readonly evictAtMs: number;
  readonly replaced: readonly string[];
  attempts: number;
  sends: number;
  sentAtMs: number;
  isAccepted: boolean;
  approvedBy: string | undefined;
  opened: { readonly by: string; readonly state: "opened" | "again" };
}

/**
 * Stores login-code challenges in this process, for tests and single-process apps. A restart deletes every code.
 *
 * @throws A {@link SendoConfigError} with code `config_option_invalid` for an invalid number or an unknown option.
 *
 * @example
 * ```ts
 * import { memoryChallengeStore } from "@sendo/core/stores";
 *
 * const challenges = memoryChallengeStore({ maxEntries: 10_000 });
 * ```
 */
export function memoryChallengeStore(options: MemoryChallengeOptions = {}): ChallengeStore {
  checkOptionNames("memoryChallengeStore", options, OPTION_NAMES);
  const { maxEntries = 100_000, clock = systemClock } = options;
  checkWholeNumber("memoryChallengeStore", "maxEntries", maxEntries, { min: 1 });
  const challenges = new Map<string, Challenge>();

  const current = (key: string, nowMs: number): Challenge | undefined => {
    const challenge = challenges.get(key);
    return challenge !== undefined && challenge.evictAtMs > nowMs ? challenge : undefined;
  };
  const makeRoom = (nowMs: number): void => {
    if (challenges.size < maxEntries) return;
    for (const [key, { evictAtMs }] of challenges) if (evictAtMs <= nowMs) challenges.delete(key);
    if (challenges.size >= maxEntries)
      throw new Error("memoryChallengeStore has reached its maximum number of challenges");
  };

  return {
    async open(key, { id, ttlMs, resendAfterMs, maxAttempts }) {
      const nowMs = clock.now();
      const old = current(key, nowMs);
      const leftMs = old === undefined || old.approvedBy !== undefined ? 0 : Math.max(0, old.expiresAtMs - nowMs);
      if (old?.opened.by === id) return { state: old.opened.state, id: old.id, send: old.sends, expiresInMs: leftMs };
      const retryInMs = (old?.sentAtMs ?? -Infinity) + resendAfterMs - nowMs;
      if (retryInMs > 0) return { state: "wait", retryInMs, expiresInMs: leftMs };
      if (old !== undefined && !old.isAccepted && old.attempts < maxAttempts && leftMs >= resendAfterMs && leftMs > 0) {
        old.sends += 1;
        old.sentAtMs = nowMs;
        old.opened = { by: id, state: "again" };
        return { state: "again", id: old.id, send: old.sends, expiresInMs: leftMs };
      }
      if (old === undefined) makeRoom(nowMs);
      challenges.set(key, {
        id,
        expiresAtMs: nowMs + ttlMs,
        evictAtMs: nowMs + 2 * ttlMs,
        replaced: leftMs > 0 ? [old!.id, ...old!.replaced].slice(0, MOST_REPLACED) : [],
        attempts: 0,
        sends: 1,
        sentAtMs: nowMs,
        isAccepted: false,
        approvedBy: undefined,
        opened: { by: id, state: "opened" },
      });
      return { state: "opened", id, send: 1, expiresInMs: ttlMs };
    },
    async sent(key, { id, send, outcome }) {
      const challenge = current(key, clock.now());
      if (challenge?.id !== id) return;
      if (outcome === "accepted") challenge.isAccepted = true;
      else if (challenge.sends === send) challenge.sentAtMs = -Infinity;
    },
    async attempt(key, { maxAttempts }) {
      const nowMs = clock.now();
      const challenge = current(key, nowMs);
      if (challenge === undefined || challenge.approvedBy !== undefined) return { state: "not-found" };
      if (challenge.expiresAtMs <= nowMs) return { state: "expired" };
      if (challenge.attempts >= maxAttempts) return { state: "locked" };
      challenge.attempts += 1;
      const { id, replaced, attempts } = challenge;
      return { state: "live", id, replaced, attemptsLeft: maxAttempts - attempts };
    },
    async approve(key, { id, owner }) {
      const nowMs = clock.now();
      const challenge = current(key, nowMs);
      if (challenge?.id !== id || challenge.expiresAtMs <= nowMs) return false;
      challenge.approvedBy ??= owner;
      return challenge.approvedBy === owner;
    },
  };
}
