/** A list that keeps only its newest entries, up to a limit. Adding an entry takes constant time on average. */
export class BoundedLog<T> {
  readonly #limit: number;
  #entries: T[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(entry: T): void {
    this.#entries.push(entry);
    // Deletes old entries in batches, because removing an array's first entry shifts all the others.
    if (this.#entries.length >= 2 * this.#limit) this.#entries = this.#entries.slice(-this.#limit);
  }

  clear(): void {
    this.#entries = [];
  }

  /** Deletes the entries for which `matches` returns `true`. */
  discard(matches: (entry: T) => boolean): void {
    this.#entries = this.toArray().filter((entry) => !matches(entry));
  }

  /** Returns a copy of the entries, oldest first. */
  toArray(): T[] {
    return this.#entries.slice(-this.#limit);
  }
}
