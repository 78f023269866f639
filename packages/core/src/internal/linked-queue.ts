/** A node in a {@link LinkedQueue}. */
export interface QueueNode<T> {
  readonly value: T;
  /** @internal */ previous: QueueNode<T> | undefined;
  /** @internal */ next: QueueNode<T> | undefined;
  /** @internal */ isQueued: boolean;
}

/** First in, first out; anybody may leave from anywhere. Every step costs the same however long the line is. */
export class LinkedQueue<T> {
  #first: QueueNode<T> | undefined;
  #last: QueueNode<T> | undefined;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Who is next, without calling them up. */
  get first(): T | undefined {
    return this.#first?.value;
  }

  /** Joins at the end; or in front, for one that has been called up once already. */
  push(value: T, inFront = false): QueueNode<T> {
    const node: QueueNode<T> = { value, previous: undefined, next: undefined, isQueued: true };
    const neighbour = inFront ? this.#first : this.#last;
    if (neighbour === undefined) this.#first = this.#last = node;
    else if (inFront) {
      node.next = neighbour;
      neighbour.previous = node;
      this.#first = node;
    } else {
      node.previous = neighbour;
      neighbour.next = node;
      this.#last = node;
    }
    this.#length += 1;
    return node;
  }

  /** Leaves the line. Leaving twice, or after having been called up, does nothing. */
  remove(node: QueueNode<T>): void {
    if (!node.isQueued) return;
    node.isQueued = false;
    if (node.previous) node.previous.next = node.next;
    else this.#first = node.next;
    if (node.next) node.next.previous = node.previous;
    else this.#last = node.previous;
    node.previous = node.next = undefined;
    this.#length -= 1;
  }

  /** Calls up the next one. */
  shift(): T | undefined {
    const node = this.#first;
    if (node === undefined) return undefined;
    this.remove(node);
    return node.value;
  }
}
