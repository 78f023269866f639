import { systemClock, type Clock } from "../internal/clock.js";
import { insertionCursor } from "../internal/insertion-cursor.js";
import { type OptionNames, checkOptionNames, checkWholeNumber } from "../errors/option-checks.js";
import type { IdempotencyStore } from "./idempotency-store.js";

/** Options for {@link memoryIdempotencyStore}. */
export interface MemoryIdempotencyOptions {
  /**
   * How long a sent message is stored, in milliseconds (1 or more).
   *
   * @defaultValue the client's 30 days
   */
  ttlMs?: number | undefined;
  /**
   * Maximum number of stored keys (1 or more). When the maximum is reached, the oldest accepted messages are evicted. Messages
   * in flight or with an unknown outcome are never evicted. If these messages alone reach the maximum, new keys are rejected.
   *
   * @defaultValue `100_000`
   */
  maxEntries?: number | undefined;
  /** The clock. @defaultValue the system clock */
  clock?: Pick<Clock, "now" | "epochMs"> | undefined;
}

const OPTION_NAMES: OptionNames<MemoryIdempotencyOptions> = { ttlMs: true, maxEntries: true, clock: true };

interface Held {
  readonly fingerprint: string;
  readonly reference: string;
  owner: string;
  leaseUntilMs: number;
  dispatched: { readonly epochMs: number; forgetAtMs: number } | undefined;
}

interface Accepted {
  readonly fingerprint: string;
  readonly reference: string;
  readonly id: string;
  readonly forgetAtMs: number;
}

/**
 * Keeps sent messages in this process, for tests and single-process apps. A restart deletes everything, so a job that runs
 * again after a restart sends its message again. Use a shared {@link IdempotencyStore} to prevent that.
 *
 * @throws A {@link SendoConfigError} with code `config_option_invalid` for an invalid number or an unknown option.
 *
 * @example
 * ```ts
 * const sendo = new Sendo({ idempotency: memoryIdempotencyStore() });
 * await sendo.messages.send({ to: "+12065550142", body: "Your table is ready" }, { idempotencyKey: "order-1007" });
 * ```
 */
export function memoryIdempotencyStore(options: MemoryIdempotencyOptions = {}): IdempotencyStore {
  checkOptionNames("memoryIdempotencyStore", options, OPTION_NAMES);
  const { maxEntries = 100_000, ttlMs: ownTtlMs, clock = systemClock } = options;
  checkWholeNumber("memoryIdempotencyStore", "maxEntries", maxEntries, { min: 1 });
  if (ownTtlMs !== undefined) checkWholeNumber("memoryIdempotencyStore", "ttlMs", ownTtlMs, { min: 1 });
  const held = new Map<string, Held>();
  // Accepted messages, oldest first.
  const accepted = new Map<string, Accepted>();
  const oldestAccepted = insertionCursor(accepted);

  // A key is kept until its lease ends, even if `ttlMs` is shorter than the lease. Otherwise, a message in flight could be sent
  // again.
  const isFree = ({ leaseUntilMs, dispatched }: Held, nowMs: number): boolean =>
    Math.max(leaseUntilMs, dispatched?.forgetAtMs ?? 0) <= nowMs;
  const heldBy = (key: string, owner: string): Held | undefined => {
    const entry = held.get(key);
    return entry?.owner === owner && entry.leaseUntilMs > clock.now() ? entry : undefined;
  };
  const isFull = (): boolean => held.size + accepted.size >= maxEntries;
  const makeRoom = (nowMs: number): void => {
    if (isFull()) for (const [key, entry] of held) if (isFree(entry, nowMs)) held.delete(key);
    while (isFull() && accepted.size > 0) accepted.delete(oldestAccepted()!);
  };

  return {
    isVolatile: true,
    async claim(key, { fingerprint, owner, reference, leaseMs }) {
      const nowMs = clock.now();
      const done = accepted.get(key);
      if (done !== undefined && done.forgetAtMs > nowMs) {
        if (done.fingerprint !== fingerprint) return { state: "reused" };
        return { state: "accepted", id: done.id, reference: done.reference };
      }
      accepted.delete(key);
      const entry = held.get(key);
      if (entry !== undefined && !isFree(entry, nowMs)) {
        if (entry.fingerprint !== fingerprint) return { state: "reused" };
        if (entry.leaseUntilMs > nowMs || entry.dispatched === undefined) return { state: "busy" };
        entry.owner = owner;
        entry.leaseUntilMs = nowMs + leaseMs;
        return { state: "in-doubt", reference: entry.reference, dispatchedEpochMs: entry.dispatched.epochMs };
      }
      held.delete(key);
      makeRoom(nowMs);
      if (isFull()) throw new Error("memoryIdempotencyStore is full of messages that are in flight or unresolved");
      held.set(key, { fingerprint, reference, owner, leaseUntilMs: nowMs + leaseMs, dispatched: undefined });
      return { state: "mine" };
    },
    async extend(key, { owner, leaseMs }) {
      const entry = heldBy(key, owner);
      if (entry !== undefined) entry.leaseUntilMs = clock.now() + leaseMs;
    },
    async dispatch(key, { owner, leaseMs, ttlMs }) {
      const entry = heldBy(key, owner);
      if (entry === undefined) return false;
      const nowMs = clock.now();
      entry.leaseUntilMs = nowMs + leaseMs;
      entry.dispatched ??= { epochMs: clock.epochMs(), forgetAtMs: 0 };
      entry.dispatched.forgetAtMs = nowMs + (ownTtlMs ?? ttlMs);
      return true;
    },
    async accept(key, { fingerprint, id, reference, ttlMs }) {
      held.delete(key);
      accepted.delete(key);
      makeRoom(clock.now());
      accepted.set(key, { fingerprint, reference, id, forgetAtMs: clock.now() + (ownTtlMs ?? ttlMs) });
    },
    async release(key, { owner, inDoubt }) {
      const entry = held.get(key);
      if (entry?.owner !== owner) return;
      if (inDoubt && entry.dispatched !== undefined) entry.leaseUntilMs = clock.now();
      else held.delete(key);
    },
  };
}
