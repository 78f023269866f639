/** A place in a {@link WaitingLine}. */
export interface WaitingPlace<T> {
  readonly value: T;
  /** @internal */ before: WaitingPlace<T> | undefined;
  /** @internal */ after: WaitingPlace<T> | undefined;
  /** @internal */ waiting: boolean;
}

/** First in, first out; anybody may leave from anywhere. Every step costs the same however long the line is. */
export class WaitingLine<T> {
  #first: WaitingPlace<T> | undefined;
  #last: WaitingPlace<T> | undefined;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Who is next, without calling them up. */
  get first(): T | undefined {
    return this.#first?.value;
  }

  /** Joins at the end; or in front, for one that has been called up once already. */
  join(value: T, inFront = false): WaitingPlace<T> {
    const place: WaitingPlace<T> = { value, before: undefined, after: undefined, waiting: true };
    const neighbour = inFront ? this.#first : this.#last;
    if (neighbour === undefined) this.#first = this.#last = place;
    else if (inFront) {
      place.after = neighbour;
      neighbour.before = place;
      this.#first = place;
    } else {
      place.before = neighbour;
      neighbour.after = place;
      this.#last = place;
    }
    this.#length += 1;
    return place;
  }

  /** Leaves the line. Leaving twice, or after having been called up, does nothing. */
  leave(place: WaitingPlace<T>): void {
    if (!place.waiting) return;
    place.waiting = false;
    if (place.before) place.before.after = place.after;
    else this.#first = place.after;
    if (place.after) place.after.before = place.before;
    else this.#last = place.before;
    place.before = place.after = undefined;
    this.#length -= 1;
  }

  /** Calls up the next one. */
  shift(): T | undefined {
    const place = this.#first;
    if (place === undefined) return undefined;
    this.leave(place);
    return place.value;
  }
}
