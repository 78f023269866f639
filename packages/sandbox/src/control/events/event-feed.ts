import type { Change, ChangeKind } from "../../engine/changes.js";

/** One change. */
export interface FeedEvent {
  /** Counts without gaps, from a number that no earlier run has come to. */
  readonly id: number;
  readonly kind: ChangeKind;
  /** Whose it is; `undefined` for what concerns all or nobody. */
  readonly tenant: string | undefined;
  /** When: ISO 8601, on the sandbox's clock. */
  readonly at: string;
  /** The changed object as its GET shows it. */
  readonly data: object;
}

/** Who follows a feed. */
export interface FeedListener {
  readonly onEvent: (event: FeedEvent) => void;
  readonly onEnd: () => void;
}

const EVENTS_KEPT = 2000;

/** @internal The changes of one tenant or of all, the latest of them kept for a page that was cut off for a while. */
export class EventFeed {
  readonly #listeners = new Set<FeedListener>();
  readonly #limit: number;
  #kept: FeedEvent[] = [];
  #lastId: number;

  /** @param startId - The first event's id is one more. */
  constructor(startId = 0, limit = EVENTS_KEPT) {
    this.#lastId = startId;
    this.#limit = limit;
  }

  /** How many listen. */
  get listening(): number {
    return this.#listeners.size;
  }

  get lastId(): number {
    return this.#lastId;
  }

  publish({ kind, tenant, data }: Change, at: string): void {
    const event = { id: (this.#lastId += 1), kind, tenant, at, data };
    this.#kept.push(event);
    // Only now and then, since cutting off the head copies the rest.
    if (this.#kept.length >= 2 * this.#limit) this.#kept = this.#kept.slice(-this.#limit);
    for (const { onEvent } of this.#listeners) onEvent(event);
  }

  /** The events after `id`, oldest first; `undefined` when some of them are gone, or the id is of another run. */
  after(id: number): FeedEvent[] | undefined {
    if (id > this.#lastId || this.#lastId - id > Math.min(this.#kept.length, this.#limit)) return undefined;
    return id === this.#lastId ? [] : this.#kept.slice(-(this.#lastId - id));
  }

  /** Tells `listener` of each event from now on; the returned function ends that. */
  listen(listener: FeedListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Tells all listeners that nothing more will come. */
  end(): void {
    for (const { onEnd } of this.#listeners) onEnd();
    this.#listeners.clear();
  }
}
