/**
 * Result of a claim:
 *
 * - `mine`: the key was free. The caller now holds the key and can send the message.
 * - `busy`: another owner holds the key, and its lease has not ended.
 * - `reused`: the key was already used with a different input. Nothing was changed.
 * - `in-doubt`: an owner marked the message as dispatched and then released the key or crashed. The message might have been
 *   sent. The caller now holds the key. It can look up the message but must not send it.
 * - `accepted`: Sendo has accepted the message. The result contains the message id.
 */
export type IdempotencyVerdict =
  | { readonly state: "mine" }
  | { readonly state: "busy" }
  | { readonly state: "reused" }
  | {
      readonly state: "in-doubt";
      /** The message's reference, as recorded by the key's first claim. */
      readonly reference: string;
      /** When the message was first marked as dispatched, in milliseconds since 1970 on the store's clock. */
      readonly dispatchedEpochMs: number;
    }
  | {
      readonly state: "accepted";
      /** Sendo's id for the message. */
      readonly id: string;
      /** The message's reference. */
      readonly reference: string;
    };

/** Properties of the client's idempotency store. */
export interface IdempotencyState {
  /** Whether the store loses its data when the process ends (see {@link IdempotencyStore.isVolatile}). */
  readonly isVolatile: boolean;
}

/**
 * Stores a client's idempotency keys, so that a job that runs twice sends its message only once. If you run a single process,
 * use {@link memoryIdempotencyStore}. If you run several processes, use `@sendo/redis` or your own SQL store. Test your own
 * store with `IDEMPOTENCY_STORE_CASES` from `@sendo/core/testing/stores`.
 *
 * A key is in one of four states: free, `claimed`, `dispatched` or `accepted`. When a claimed key's lease ends, the key is free
 * again. When a dispatched key's lease ends, the message's outcome is unknown. The key is not freed automatically until its
 * `ttlMs` has passed. Each method performs one atomic operation on one key and uses the store's clock. Writes must be durable before the
 * method resolves.
 *
 * Keys and fingerprints consist of 64 hexadecimal digits (`0-9a-f`). Owners are UUIDs, and references are up to 500 characters
 * long. None of these values contains a phone number, a message body or the caller's own key. Any method can reject. The client
 * stops waiting after 5 seconds, but the operation can still take effect later. Every method except `accept` takes an owner, so a
 * late call cannot affect another owner's claim.
 *
 * @example
 * ```ts
 * // `claim` on PostgreSQL, with one row per key (docs/sql-stores.md has the whole store):
 * // INSERT INTO sendo_idempotency AS t (key, fingerprint, reference, owner, state, lease_until, forget_at)
 * // VALUES ($1, $2, $3, $4, 'claimed', now() + $5 * interval '1 ms', now() + $5 * interval '1 ms')
 * // ON CONFLICT (key) DO UPDATE SET ... WHERE t.forget_at <= now() OR (t.state = 'dispatched' AND ...)
 * const sendo = new Sendo({ idempotency: store });
 * await sendo.messages.send({ to: "+12065550142", body: "Your table is ready" }, { idempotencyKey: "order-1007" });
 * ```
 */
export interface IdempotencyStore {
  /**
   * Whether the store loses its data when the process ends, as {@link memoryIdempotencyStore} does. The `@sendo/bullmq` outbox
   * rejects such a store because the outbox's jobs outlive the process.
   *
   * @defaultValue `false`
   */
  readonly isVolatile?: boolean | undefined;
  /**
   * Claims a key that is free or has an unknown outcome (see {@link IdempotencyVerdict}). If the key is not free and its
   * `fingerprint` differs, the result is `reused`.
   *
   * @param claim - `fingerprint`: digest of the input. `owner`: unique to each call. `reference`: the message's reference,
   * stored only if the result is `mine`. `leaseMs`: how long the claim lasts without an extension, in milliseconds.
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
  /** Starts a new lease for the owner. Does nothing if another owner holds the key or the lease has ended. */
  extend(key: string, extension: { readonly owner: string; readonly leaseMs: number }): Promise<void>;
  /**
   * Marks the message as dispatched. From then on, the key is not freed automatically until `ttlMs` has passed. The
   * client calls this method before each request. If the same owner has already marked the message, the call extends the lease.
   *
   * @param mark - `leaseMs`: duration of the owner's lease. `ttlMs`: how long the key is stored.
   * @returns `false` if the owner does not hold the key or the lease has ended. In that case, nothing changes, and the
   * caller must not send the message.
   */
  dispatch(
    key: string,
    mark: { readonly owner: string; readonly leaseMs: number; readonly ttlMs: number },
  ): Promise<boolean>;
  /** Records that Sendo accepted the message, even if the key is not stored or another owner holds it. */
  accept(
    key: string,
    fact: { readonly fingerprint: string; readonly id: string; readonly reference: string; readonly ttlMs: number },
  ): Promise<void>;
  /**
   * Releases the key if the owner holds it and the key is not `accepted`. Otherwise does nothing.
   *
   * @param release - `inDoubt: false`: it is certain that Sendo did not accept the message, so the key becomes free even if the
   * message was marked as dispatched. `inDoubt: true`: if the message was marked as dispatched, the lease ends, but the key
   * does not become free. Otherwise, the key becomes free.
   */
  release(key: string, release: { readonly owner: string; readonly inDoubt: boolean }): Promise<void>;
}
