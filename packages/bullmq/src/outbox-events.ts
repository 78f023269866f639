import type { SendoLogger } from "@sendo/core";
import type { OutboxState, OutboxMessage } from "./outbox-message.js";

/** Events about the messages that this process's workers handle. */
export type OutboxEvent = Extract<
  OutboxState,
  "accepted" | "rejected" | "not-sent" | "cancelled" | "review" | "abandoned"
>;

/** Called after the state has been stored. An error thrown by the listener is logged and does not affect the message. */
export type OutboxListener = (message: OutboxMessage) => unknown;

/** One outbox's listeners. */
export class OutboxEvents {
  readonly #listeners = new Map<OutboxEvent, Set<OutboxListener>>();
  readonly #logger: SendoLogger;

  constructor(logger: SendoLogger) {
    this.#logger = logger;
  }

  on(event: OutboxEvent, listener: OutboxListener): () => void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  emit(event: OutboxEvent, describe: () => OutboxMessage): void {
    const listeners = this.#listeners.get(event);
    if (listeners === undefined || listeners.size === 0) return;
    const message = describe();
    for (const listener of listeners) {
      // A listener can return a promise. If that promise rejects, the process must not exit.
      new Promise((resolve) => resolve(listener(message))).catch(() =>
        this.#logger.error({ event }, "A Sendo outbox listener threw an error. The stored message is not affected."),
      );
    }
  }
}
