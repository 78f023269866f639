import { pendingIo, type Clock, type TimerHandle } from "../internal/clock.js";
import type { Cancellation } from "./cancellation.js";
import { LinkedQueue } from "../internal/linked-queue.js";

/** What became of the calls that were open when a client was closed. */
export interface CloseReport {
  /** Calls that came to their own end. */
  readonly drained: number;
  /** Calls that were ended; each has failed with `client_closed` and its own outcome. */
  readonly ended: number;
}

/** The calls of a client that are not over. */
export class InFlightCalls {
  // Not a Set: V8 replaces its table every few calls, and each table points at the next one
  // (docs/decisions/2026-11-24-cost-of-a-send.md).
  readonly #cancellations = new LinkedQueue<Cancellation>();
  #isClosed = false;
  #draining: Draining | undefined;

  /**
   * Runs a call, unless the client is closed; then the call's first step finds out.
   *
   * @param call - Never throws: what goes wrong is in its promise.
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
    // One chain and no branch: the engine follows no other from an error back to the line that has sent.
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

  /** Takes no more calls, waits up to `drainMs` for those that are open, and ends the rest. */
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

  /** Shortens the wait of a {@link InFlightCalls.close} that is under way. */
  shortenDrain(drainMs: number): void {
    this.#draining?.endWithin(drainMs);
  }
}

/** The wait for open calls. */
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

  /** Whether the time ended a while ago. */
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
