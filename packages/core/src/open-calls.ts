import type { Clock, TimerHandle } from "./clock.js";
import type { Interruption } from "./interruption.js";
import { WaitingLine } from "./waiting-line.js";

/** What became of the calls that were open when a client was closed. */
export interface CloseReport {
  /** Calls that came to their own end. */
  readonly drained: number;
  /** Calls that were ended; each has failed with `client_closed` and its own outcome. */
  readonly ended: number;
}

/** The calls of a client that are not over. */
export class OpenCalls {
  // Not a Set: V8 replaces its table every few calls, and each table points at the next one
  // (docs/decisions/2026-11-24-cost-of-a-send.md).
  readonly #interruptions = new WaitingLine<Interruption>();
  #isClosed = false;
  #draining: Draining | undefined;

  /**
   * Runs a call, unless the client is closed; then the call's first step finds out.
   *
   * @param call - Never throws: what goes wrong is in its promise.
   */
  run<T>(interruption: Interruption, call: () => Promise<T>): Promise<T> {
    if (this.#isClosed) interruption.interrupt("client_closed");
    const place = this.#interruptions.join(interruption);
    const running = call();
    const end = (): void => {
      this.#interruptions.leave(place);
      interruption.dispose();
      if (this.#interruptions.length === 0) this.#draining?.end();
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
    const open = this.#interruptions.length;
    if (open > 0 && drainMs > 0) {
      await new Promise<void>((resolve) => {
        this.#draining = new Draining(clock, drainMs, resolve);
      });
    }
    const ended = this.#interruptions.length;
    for (let open = this.#interruptions.shift(); open !== undefined; open = this.#interruptions.shift()) {
      open.interrupt("client_closed");
    }
    return { drained: open - ended, ended };
  }

  /** Shortens the wait of a {@link OpenCalls.close} that is under way. */
  hurry(drainMs: number): void {
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
