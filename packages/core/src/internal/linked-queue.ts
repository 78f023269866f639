/** A node in a {@link LinkedQueue}. */
export interface QueueNode<T> {
  readonly value: T;
  /** @internal */ previous: QueueNode<T> | undefined;
  /** @internal */ next: QueueNode<T> | undefined;
  /** @internal */ isQueued: boolean;
}

/** A first-in, first-out queue from which any node can be removed. Every operation takes constant time. */
export class LinkedQueue<T> {
  #first: QueueNode<T> | undefined;
  #last: QueueNode<T> | undefined;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  get first(): T | undefined {
    return this.#first?.value;
  }

  /** Yields the values in order. The queue must not change during the iteration. */
  *[Symbol.iterator](): Generator<T, void> {
    for (let node = this.#first; node !== undefined; node = node.next) yield node.value;
  }

  /** Adds a value at the end, or at the front if the value has been admitted before. */
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

  /** Removes a node. Has no effect if the node was already removed or its value was returned by `shift`. */
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

  shift(): T | undefined {
    const node = this.#first;
    if (node === undefined) return undefined;
    this.remove(node);
    return node.value;
  }
}
