/**
 * Result of a claim. `mine`: the caller may handle the event. `busy`: another delivery is handling it. `done`: it was already
 * handled.
 */
export type DedupeVerdict = "mine" | "busy" | "done";

/**
 * Stores the events that a receiver has handled. {@link memoryDedupeStore} implements it for one process. For several
 * processes, use `@sendo/redis` or implement it in Redis or SQL. Keys are ASCII strings of at most 64 characters and contain no
 * id, phone number or message body.
 *
 * A key is free, claimed by an owner until its lease ends, or done until it is deleted. Each method is one atomic operation on
 * one key. All processes must use one clock, preferably the store's. A method fails if it throws, rejects or takes longer than 5
 * seconds, but it may still take effect later. If it fails before the handler runs, the receiver responds with 503. If it fails
 * afterwards, the receiver reports the error.
 *
 * @example
 * ```ts
 * // On Redis, with a client `redis` and scripts that Redis runs atomically:
 * const store: DedupeStore = {
 *   // local v = redis.call("GET", KEYS[1])
 *   // if v == "done" then return "done" end
 *   // if v and v ~= ARGV[1] then return "busy" end
 *   // redis.call("SET", KEYS[1], ARGV[1], "PX", ARGV[2]) return "mine"
 *   claim: (key, { owner, leaseMs }) => redis.claim(key, owner, leaseMs),
 *   done: async (key, { ttlMs }) => void (await redis.set(key, "done", "PX", ttlMs)),
 *   // if redis.call("GET", KEYS[1]) == ARGV[1] then redis.call("DEL", KEYS[1]) end
 *   release: (key, { owner }) => redis.release(key, owner),
 * };
 * ```
 */
export interface DedupeStore {
  /**
   * Claims a key that is free or whose lease has ended, and returns `mine`. If the same owner already holds the key, the claim
   * starts a new lease and returns `mine` too. The receiver extends its lease in this way while a handler is running.
   * Otherwise, the claim changes nothing and returns `busy` or `done`.
   *
   * @param key - Key to claim.
   * @param claim - `owner`: unique for each delivery. `leaseMs`: duration of the claim in milliseconds, unless it is extended.
   * The lease frees the key if a process crashes.
   */
  claim(key: string, claim: { readonly owner: string; readonly leaseMs: number }): Promise<DedupeVerdict>;
  /**
   * Records the key as handled, even if another owner holds it: an owner whose lease has ended may still have handled the event.
   *
   * @param key - Key of the handled event.
   * @param done - `owner`: the owner that handled the event. `ttlMs`: how long to keep the record, in milliseconds. The
   * receiver passes two hours, because Sendo's last retry comes 63 minutes after the first attempt. A store may keep the record
   * longer.
   */
  done(key: string, done: { readonly owner: string; readonly ttlMs: number }): Promise<void>;
  /** Releases the key if `owner` holds it and it is not done. Otherwise does nothing. */
  release(key: string, release: { readonly owner: string }): Promise<void>;
}
