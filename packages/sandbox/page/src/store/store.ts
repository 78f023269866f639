import { beforePaint } from "../clock.js";
import { applyEvents, type LiveEvent } from "./apply-event.js";
import { EMPTY_STATE, type State } from "./state.js";

/** The page's state. Events are collected until the next paint, so that many events cause one render. */
export class Store {
  readonly #listeners = new Set<() => void>();
  #state = EMPTY_STATE;
  #waiting: LiveEvent[] = [];

  readonly get = (): State => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  set(change: Partial<State>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }

  add(event: LiveEvent): void {
    this.#waiting.push(event);
    if (this.#waiting.length > 1) return;
    beforePaint(() => {
      const events = this.#waiting;
      this.#waiting = [];
      this.set(applyEvents(this.#state, events));
    });
  }
}
