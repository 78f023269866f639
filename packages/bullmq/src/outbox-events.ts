import type { SendoLogger } from "@sendo/core";
import type { OutboxState, OutboxMessage } from "./outbox-message.js";

/** What a process hears of the messages that its own workers have dealt with. */
export type OutboxEvent = Extract<
  OutboxState,
  "accepted" | "rejected" | "not-sent" | "cancelled" | "review" | "abandoned"
>;

/** Told after the state is stored. What it throws is logged, and changes nothing about the message. */
export type OutboxListener = (message: OutboxMessage) => unknown;

/** The listeners of one outbox. */
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
      // A listener may be asynchronous, and must not be able to end the process.
      new Promise((resolve) => resolve(listener(message))).catch(() =>
        this.#logger.error(
          { event },
          "A listener of the Sendo outbox threw. The message's state is stored all the same.",
        ),
      );
    }
  }
}
