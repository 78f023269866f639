/** A list that forgets its oldest entries beyond a limit. Adding is constant time on average. */
export class BoundedLog<T> {
  readonly #limit: number;
  #entries: T[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(entry: T): void {
    this.#entries.push(entry);
    // Only now and then, since cutting off the head copies the rest.
    if (this.#entries.length >= 2 * this.#limit) this.#entries = this.#entries.slice(-this.#limit);
  }

  clear(): void {
    this.#entries = [];
  }

  /** Forgets those for which `matches` is true. */
  discard(matches: (entry: T) => boolean): void {
    this.#entries = this.toArray().filter((entry) => !matches(entry));
  }

  /** The entries that are kept, oldest first; a copy. */
  toArray(): T[] {
    return this.#entries.slice(-this.#limit);
  }
}
