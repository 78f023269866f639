import type { Change, ChangeKind } from "../../engine/changes.js";

/** A change in a feed. */
export interface FeedEvent {
  /** Sequence number. The sequence has no gaps. The first id is higher than any id from an earlier run. */
  readonly id: number;
  readonly kind: ChangeKind;
  /** Tenant name. `undefined` for a change that does not belong to one tenant. */
  readonly tenant: string | undefined;
  /** Time on the sandbox's clock, in ISO 8601 format. */
  readonly at: string;
  /** The changed object, as its GET operation returns it. */
  readonly data: object;
}

/** A subscriber to a feed. */
export interface FeedListener {
  readonly onEvent: (event: FeedEvent) => void;
  readonly onEnd: () => void;
}

const EVENTS_KEPT = 2000;

/**
 * @internal Feed of changes from one tenant or from all tenants. The feed stores the latest changes for pages that
 * reconnect.
 */
export class EventFeed {
  readonly #listeners = new Set<FeedListener>();
  readonly #limit: number;
  #kept: FeedEvent[] = [];
  #lastId: number;

  /** @param startId - The first event has the id `startId + 1`. */
  constructor(startId = 0, limit = EVENTS_KEPT) {
    this.#lastId = startId;
    this.#limit = limit;
  }

  /** Number of subscribers. */
  get listening(): number {
    return this.#listeners.size;
  }

  get lastId(): number {
    return this.#lastId;
  }

  publish({ kind, tenant, data }: Change, at: string): void {
    const event = { id: (this.#lastId += 1), kind, tenant, at, data };
    this.#kept.push(event);
    // Deletes old events in batches, because each deletion copies the remaining events.
    if (this.#kept.length >= 2 * this.#limit) this.#kept = this.#kept.slice(-this.#limit);
    for (const { onEvent } of this.#listeners) onEvent(event);
  }

  /**
   * Returns the events after `id`, oldest first. Returns `undefined` if any of these events has been deleted, or if
   * the id comes from another run.
   */
  after(id: number): FeedEvent[] | undefined {
    if (id > this.#lastId || this.#lastId - id > Math.min(this.#kept.length, this.#limit)) return undefined;
    return id === this.#lastId ? [] : this.#kept.slice(-(this.#lastId - id));
  }

  /** Subscribes to later events. Returns a function that unsubscribes. */
  listen(listener: FeedListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Ends the feed for all subscribers. */
  end(): void {
    for (const { onEnd } of this.#listeners) onEnd();
    this.#listeners.clear();
  }
}
