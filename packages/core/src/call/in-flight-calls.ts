import { pendingIo, type Clock, type TimerHandle } from "../internal/clock.js";
import type { Cancellation } from "./cancellation.js";
import { LinkedQueue } from "../internal/linked-queue.js";

/** Result of closing a client that has calls in progress. */
export interface CloseReport {
  /** Number of calls that completed. */
  readonly drained: number;
  /** Number of calls that were canceled. Each one failed with a `client_closed` error that states the call's own outcome. */
  readonly ended: number;
}

/** A client's calls in progress. */
export class InFlightCalls {
  // Not a Set: V8 often reallocates a Set's table, and each old table references the new table
  // (docs/decisions/2026-11-24-cost-of-a-send.md).
  readonly #cancellations = new LinkedQueue<Cancellation>();
  #isClosed = false;
  #draining: Draining | undefined;

  /**
   * Runs a call. If the client is closed, the call is canceled before it starts, and its first step fails.
   *
   * @param call - Starts the call. Never throws: if the call fails, the returned promise rejects.
   */
  run<T>(cancellation: Cancellation, call: () => Promise<T>): Promise<T> {
    if (this.#isClosed) cancellation.cancel("client_closed");
    const node = this.#cancellations.push(cancellation);
    const running = call();
    const end = (): void => {
      this.#cancellations.remove(node);
      cancellation.dispose();
      if (this.#cancellations.length === 0) this.#draining?.end();
    };
    // A single promise chain is used. With a branched chain, async stack traces would not include the caller's line.
    return running.then(
      (result) => {
        end();
        return result;
      },
      (error: unknown) => {
        end();
        throw error;
      },
    );
  }

  /** Rejects new calls, waits up to `drainMs` for calls in progress, and cancels the rest. */
  async close(drainMs: number, clock: Clock): Promise<CloseReport> {
    this.#isClosed = true;
    const open = this.#cancellations.length;
    if (open > 0 && drainMs > 0) {
      await new Promise<void>((resolve) => {
        this.#draining = new Draining(clock, drainMs, resolve);
      });
    }
    const isLate = this.#draining?.isLate === true;
    const dispatched: Cancellation[] = [];
    let ended = 0;
    const end = (call: Cancellation): void => {
      if (call.isOver) return;
      ended += 1;
      call.cancel("client_closed");
    };
    for (let call = this.#cancellations.shift(); call !== undefined; call = this.#cancellations.shift()) {
      if (isLate && call.isDispatched) dispatched.push(call);
      else end(call);
    }
    if (dispatched.length > 0) await pendingIo();
    dispatched.forEach(end);
    return { drained: open - ended, ended };
  }

  shortenDrain(drainMs: number): void {
    this.#draining?.endWithin(drainMs);
  }
}

class Draining {
  readonly #clock: Clock;
  readonly #done: () => void;
  #endsAtMs = Infinity;
  #timer: TimerHandle | undefined;

  constructor(clock: Clock, drainMs: number, done: () => void) {
    this.#clock = clock;
    this.#done = done;
    this.endWithin(drainMs);
  }

  /** Whether the timer fired so late that the time limit has already passed. */
  get isLate(): boolean {
    return this.#clock.now() > this.#endsAtMs;
  }

  endWithin(drainMs: number): void {
    const endsAtMs = this.#clock.now() + drainMs;
    if (endsAtMs >= this.#endsAtMs) return;
    this.#endsAtMs = endsAtMs;
    this.#timer?.cancel();
    if (drainMs === 0) this.#done();
    else this.#timer = this.#clock.setTimer(this.#done, drainMs);
  }

  end(): void {
    this.#timer?.cancel();
    this.#done();
  }
}
