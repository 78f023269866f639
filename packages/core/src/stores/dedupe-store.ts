/** What a store says to a claim: yours to handle, in another delivery's hands, or handled already. */
export type DedupeVerdict = "mine" | "busy" | "done";

/**
 * Where the receiver remembers which events it has handled. {@link memoryDedupeStore} does it for one process; implement this
 * for several, on Redis or in SQL. Keys are at most 64 characters of ASCII, and hold no id, phone number or message body.
 *
 * A key is in one of three states: free, claimed by an owner until its lease ends, or done until it is forgotten. Each
 * method is one atomic step on one key; by a clock that all processes share, best the store's own. A method that throws,
 * rejects or gives no answer for 5 seconds makes the receiver answer 503 before a handler ran, and is reported after one did; it
 * may still take effect later.
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
   * Takes a key that is free, or whose lease has ended: `mine`. From its own owner it is an extension: `mine` again, with
   * a new lease from now (the receiver does so every third of a lease while a handler runs). Otherwise `busy` or `done`,
   * and nothing changes.
   *
   * @param key - What to claim.
   * @param claim - `owner`: who asks, unique for each delivery. `leaseMs`: for how long, in milliseconds, if no extension
   * comes; it frees the key when a process dies.
   */
  claim(key: string, claim: { readonly owner: string; readonly leaseMs: number }): Promise<DedupeVerdict>;
  /**
   * Remembers the key as handled, whoever holds it now: an owner whose lease ended has handled the event all the same.
   *
   * @param key - What was handled.
   * @param done - `owner`: who handled it. `ttlMs`: for how long to remember, in milliseconds; the receiver asks for two
   * hours, since Sendo's last retry comes 63 minutes after its first attempt. A store may keep it for longer.
   */
  done(key: string, done: { readonly owner: string; readonly ttlMs: number }): Promise<void>;
  /** Frees the key, if `owner` holds it and it is not done; otherwise does nothing. */
  release(key: string, release: { readonly owner: string }): Promise<void>;
}
