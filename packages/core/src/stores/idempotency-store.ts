/**
 * What a store says to a claim:
 *
 * - `mine`: the key was free; the caller holds it now and may go on to send.
 * - `busy`: another owner holds it, and its lease has not ended.
 * - `reused`: the key belongs to another input. Nothing changes.
 * - `in-doubt`: an owner marked the message as dispatched and let go of it, or died: it may have been sent. The caller holds the
 *   key now, so that one at a time looks for the message; it never sends.
 * - `accepted`: Sendo took the message; this is its id.
 */
export type IdempotencyVerdict =
  | { readonly state: "mine" }
  | { readonly state: "busy" }
  | { readonly state: "reused" }
  | {
      readonly state: "in-doubt";
      /** The reference that the message carries, as it was claimed. */
      readonly reference: string;
      /** When it was first marked as dispatched, in milliseconds since 1970 by the store's clock. */
      readonly dispatchedEpochMs: number;
    }
  | {
      readonly state: "accepted";
      /** The message's id at Sendo. */
      readonly id: string;
      /** The reference that the message carries. */
      readonly reference: string;
    };

/** What a client tells of its idempotency store. */
export interface IdempotencyState {
  /** Whether it forgets everything when its process ends; see {@link IdempotencyStore.isVolatile}. */
  readonly isVolatile: boolean;
}

/**
 * Where a client remembers which messages it has sent, so that a job that runs again does not send again. In one process
 * {@link memoryIdempotencyStore}; for several `@sendo/redis`, or your own on SQL. `IDEMPOTENCY_STORE_CASES` of
 * `@sendo/core/testing` checks one.
 *
 * A key is free, `claimed` by an owner until its lease ends (then it is free again), `dispatched` by an owner until its lease
 * ends (then it is in doubt, and never free), or `accepted`. Each method is one atomic step on one key, by one clock for all
 * processes: the store's own. Its writes must be as durable as the promise that is made with them.
 *
 * Keys and fingerprints are 64 characters of `0-9a-f`, owners are UUIDs, references have up to 500 characters. None holds a
 * number, a message body or the key that the caller named. A method may reject; one that hangs is given up after 5 seconds, and may
 * still take effect later: every step names its owner, so that late ones do no harm.
 *
 * @example
 * ```ts
 * // On PostgreSQL, `claim` of a table with one row a key (docs/sql-stores.md has the whole store):
 * // INSERT INTO sendo_idempotency AS t (key, fingerprint, reference, owner, state, lease_until, forget_at)
 * // VALUES ($1, $2, $3, $4, 'claimed', now() + $5 * interval '1 ms', now() + $5 * interval '1 ms')
 * // ON CONFLICT (key) DO UPDATE SET ... WHERE t.forget_at <= now() OR (t.state = 'dispatched' AND ...)
 * const sendo = new Sendo({ idempotency: store });
 * await sendo.messages.send({ to: "+12065550142", body: "Your table is ready" }, { idempotencyKey: "order-1007" });
 * ```
 */
export interface IdempotencyStore {
  /**
   * Whether it forgets everything when its process ends, as {@link memoryIdempotencyStore} does. The outbox of `@sendo/bullmq`
   * does not work with such a store, since its jobs outlive the process.
   *
   * @defaultValue `false`
   */
  readonly isVolatile?: boolean | undefined;
  /**
   * Takes a key that is free, or in doubt; see {@link IdempotencyVerdict}. A different `fingerprint` than the one that is
   * remembered is `reused`, except where the key is free.
   *
   * @param claim - `fingerprint`: of the input. `owner`: unique for each call. `reference`: what the message will carry; kept
   * unless the key is in doubt. `leaseMs`: for how long, in milliseconds, if no extension comes.
   */
  claim(
    key: string,
    claim: {
      readonly fingerprint: string;
      readonly owner: string;
      readonly reference: string;
      readonly leaseMs: number;
    },
  ): Promise<IdempotencyVerdict>;
  /** Gives the owner a new lease from now. Does nothing when another holds the key or its lease has ended. */
  extend(key: string, extension: { readonly owner: string; readonly leaseMs: number }): Promise<void>;
  /**
   * Marks the message as dispatched: from now on the key is never free again before `ttlMs` is over. Asked before each request,
   * so of a key that is `dispatched` by the same owner it is an extension.
   *
   * @param mark - `leaseMs`: for how long the owner holds it. `ttlMs`: for how long it is remembered.
   * @returns `false`, with nothing changed, unless the owner holds the key and its lease has not ended. Then nothing is sent.
   */
  dispatch(
    key: string,
    mark: { readonly owner: string; readonly leaseMs: number; readonly ttlMs: number },
  ): Promise<boolean>;
  /** Remembers that Sendo took the message, whoever holds the key now and whether or not it is still known: it is a fact. */
  accept(
    key: string,
    fact: { readonly fingerprint: string; readonly id: string; readonly reference: string; readonly ttlMs: number },
  ): Promise<void>;
  /**
   * Lets go of the key, if the owner holds it and it is not accepted; otherwise does nothing.
   *
   * @param release - `inDoubt: false`: it is proved that Sendo took nothing, so the key is free, even if it was marked.
   * `inDoubt: true`: of a marked key only the lease ends.
   */
  release(key: string, release: { readonly owner: string; readonly inDoubt: boolean }): Promise<void>;
}
