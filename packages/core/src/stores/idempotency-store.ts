/**
 * Result of a claim:
 *
 * - `mine`: the key was free. The caller now holds it and may send the message.
 * - `busy`: another owner holds the key, and its lease has not ended.
 * - `reused`: the key was already used with a different input. Nothing was changed.
 * - `in-doubt`: an owner marked the message as dispatched and then released the key or crashed, so the message may have been
 *   sent. The caller now holds the key and may look for the message, but must not send it.
 * - `accepted`: Sendo has accepted the message. The result contains its id.
 */
export type IdempotencyVerdict =
  | { readonly state: "mine" }
  | { readonly state: "busy" }
  | { readonly state: "reused" }
  | {
      readonly state: "in-doubt";
      /** The message's reference, from its first claim. */
      readonly reference: string;
      /** Time of the first dispatch mark, in milliseconds since 1970, by the store's clock. */
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
 * Stores a client's idempotency keys, so that a job that runs twice sends its message only once. Use
 * {@link memoryIdempotencyStore} for one process. For several, use `@sendo/redis` or your own store in SQL, and test your store
 * with `IDEMPOTENCY_STORE_CASES` from `@sendo/core/testing`.
 *
 * A key is free, `claimed`, `dispatched` or `accepted`. When a claimed key's lease ends, the key is free again. When a
 * dispatched key's lease ends, the key is in doubt and never becomes free. Each method is one atomic operation on one key and
 * uses the store's clock. Writes must be durable before the method resolves.
 *
 * Keys and fingerprints consist of 64 hexadecimal digits (`0-9a-f`). Owners are UUIDs, and references have up to 500
 * characters. None contains a phone number, a message body or the caller's own key. A method may reject. The client stops
 * waiting after 5 seconds, but the method may still take effect later. Each step names its owner, so a late step does no harm.
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
   * rejects such a store, because its jobs outlive the process.
   *
   * @defaultValue `false`
   */
  readonly isVolatile?: boolean | undefined;
  /**
   * Claims a key that is free or has an unknown outcome (see {@link IdempotencyVerdict}). If the key is not free and its
   * `fingerprint` differs, the result is `reused`.
   *
   * @param claim - `fingerprint`: digest of the input. `owner`: unique for each call. `reference`: the message's reference,
   * stored unless the key is in doubt. `leaseMs`: duration of the claim in milliseconds, unless it is extended.
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
   * Marks the message as dispatched. From then on, the key does not become free before `ttlMs` has passed. The client calls
   * this method before each request. If the same owner has already marked the message, the call extends the lease.
   *
   * @param mark - `leaseMs`: duration of the owner's lease. `ttlMs`: how long the key is stored.
   * @returns `false`, without any change, if the owner does not hold the key or its lease has ended. The caller then sends
   * nothing.
   */
  dispatch(
    key: string,
    mark: { readonly owner: string; readonly leaseMs: number; readonly ttlMs: number },
  ): Promise<boolean>;
  /** Records that Sendo accepted the message, whether or not the key is stored and whichever owner holds it. */
  accept(
    key: string,
    fact: { readonly fingerprint: string; readonly id: string; readonly reference: string; readonly ttlMs: number },
  ): Promise<void>;
  /**
   * Releases the key if the owner holds it and it is not accepted. Otherwise does nothing.
   *
   * @param release - `inDoubt: false`: Sendo is known to have accepted nothing, so the key becomes free even if it was marked.
   * `inDoubt: true`: a marked key only loses its lease.
   */
  release(key: string, release: { readonly owner: string; readonly inDoubt: boolean }): Promise<void>;
}
