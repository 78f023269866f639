/**
 * Result of a claim. `mine`: the caller now holds the key and can handle the event. `busy`: another delivery of the event is
 * being handled. `done`: the event was already handled.
 */
export type DedupeVerdict = "mine" | "busy" | "done";

/**
 * Stores the events that a receiver has handled. If you run a single process, use {@link memoryDedupeStore}. If you run
 * several processes, use `@sendo/redis` or implement this interface with Redis or a SQL database. Keys are ASCII
 * strings of at most 64 characters. They contain no id, phone number or message body.
 *
 * A key is free, claimed by an owner until its lease ends, or done until it is deleted. Each method performs one atomic
 * operation on one key. All processes must use the same clock, preferably the store's. A method fails if it throws, rejects or
 * takes longer than 5 seconds. Even after it fails, a method can still change the store. If a method fails
 * before the handler runs, the receiver responds with 503. If a method fails after the handler has run, the receiver reports the
 * error.
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
   * starts a new lease and also returns `mine`. While a handler is running, the receiver calls `claim` in this way to
   * extend the lease. Otherwise, the claim changes nothing and returns `busy` or `done`.
   *
   * @param key - Key to claim.
   * @param claim - `owner`: unique to each delivery. `leaseMs`: how long the claim lasts without an extension, in
   * milliseconds. If a process crashes, its key becomes free when the lease ends.
   */
  claim(key: string, claim: { readonly owner: string; readonly leaseMs: number }): Promise<DedupeVerdict>;
  /**
   * Records the key as handled, even if another owner holds it. An owner can finish handling the event
   * even after its lease has ended.
   *
   * @param key - Key of the handled event.
   * @param done - `owner`: the owner that handled the event. `ttlMs`: how long to keep the record, in milliseconds. The
   * receiver passes a value of two hours, because Sendo's last retry is sent 63 minutes after the first attempt. A store is
   * allowed to keep the record longer.
   */
  done(key: string, done: { readonly owner: string; readonly ttlMs: number }): Promise<void>;
  /** Releases the key if `owner` holds it and the key is not `done`. Otherwise does nothing. */
  release(key: string, release: { readonly owner: string }): Promise<void>;
}
