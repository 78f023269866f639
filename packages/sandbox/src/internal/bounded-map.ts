/**
 * A map that deletes its oldest entry when it exceeds its limit. Setting an existing key does not change its
 * position.
 *
 * The map reuses one iterator to find the oldest key. V8 does not free the slots of deleted entries immediately, and a
 * new iterator would scan all of them. With 100,000 entries, creating an iterator for each addition was ten times
 * slower than reusing one.
 */
export class BoundedMap<Key, Value> {
  readonly #limit: number;
  readonly #entries = new Map<Key, Value>();
  #oldest = this.#entries.keys();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#entries.size;
  }

  has(key: Key): boolean {
    return this.#entries.has(key);
  }

  get(key: Key): Value | undefined {
    return this.#entries.get(key);
  }

  /** Returns the deleted entry, if any. */
  set(key: Key, value: Value): readonly [Key, Value] | undefined {
    this.#entries.set(key, value);
    return this.#entries.size > this.#limit ? this.#takeOldest() : undefined;
  }

  delete(key: Key): boolean {
    return this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
  }

  /** Returns the values, oldest first. */
  values(): MapIterator<Value> {
    return this.#entries.values();
  }

  /** Returns the entries, oldest first. */
  entries(): MapIterator<[Key, Value]> {
    return this.#entries.entries();
  }

  #takeOldest(): readonly [Key, Value] {
    let next = this.#oldest.next();
    if (next.done) {
      // An exhausted iterator does not see entries that are added later.
      this.#oldest = this.#entries.keys();
      next = this.#oldest.next();
    }
    const oldest = next.value!;
    const value = this.#entries.get(oldest)!;
    this.#entries.delete(oldest);
    return [oldest, value];
  }
}
