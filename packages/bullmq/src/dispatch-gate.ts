import { randomUUID } from "node:crypto";
import { SendoExtensionError } from "@sendo/core/adapter";
import type { OutboxClock } from "./clock.js";
import { changeData } from "./job-data.js";
import { SendoOutboxError } from "./outbox-error.js";
import type { MessageJob, MessageQueue, StoredMessage } from "./stored-message.js";

/** Why a message must not leave now. */
export type StopReason = "expired" | "cancelled" | "erased" | "later";

/** Ends a call before its request leaves. It never leaves this package. */
export class DispatchStopped extends SendoExtensionError<"outbox_stopped"> {
  constructor(
    readonly stop: StopReason,
    /** For `later`: how long the message must wait. */
    readonly waitMs: number = 0,
  ) {
    super({ code: "outbox_stopped", message: "The outbox stopped the message before it left.", outcome: "not-sent" });
  }
}

/** What a gate needs. */
export interface DispatchGateParts {
  readonly queue: MessageQueue;
  readonly clock: OutboxClock;
  /** Bounds a step of the store. */
  readonly bounded: <T>(step: () => Promise<T>) => Promise<T>;
}

/**
 * The last look at a message before it leaves. One atomic step of the store decides between the message and its cancellation: from
 * then on the job says that the message may have left, or the worker sees that it must not.
 */
export class DispatchGate {
  readonly #job: MessageJob;
  readonly #parts: DispatchGateParts;
  readonly #token = randomUUID();
  #passing: Promise<unknown> | undefined;

  constructor(job: MessageJob, parts: DispatchGateParts) {
    this.#job = job;
    this.#parts = parts;
  }

  /** The `beforeDispatch` of a send. */
  readonly pass = (): Promise<() => void> => {
    const passing = this.#pass();
    this.#passing = passing.catch(() => {});
    return passing;
  };

  async #pass(): Promise<() => void> {
    const { clock, queue, bounded } = this.#parts;
    const elapsedMs = stopwatch(clock);
    const leave = (data: StoredMessage): StoredMessage | undefined =>
      data.erased || data.cancelled ? undefined : { ...data, leaving: this.#token };
    const step = bounded(() => changeData(queue, this.#job.id!, this.#job.data, leave));
    const now = await step.catch((cause: unknown) => {
      throw new SendoOutboxError("outbox_unavailable", cause);
    });
    if (now === undefined || now.data.erased) throw new DispatchStopped("erased");
    if (now.data.cancelled) throw new DispatchStopped("cancelled");
    const { rescheduledEpochMs = 0, notAfterEpochMs = Infinity } = now.data;
    if (rescheduledEpochMs > now.nowEpochMs) throw new DispatchStopped("later", rescheduledEpochMs - now.nowEpochMs);
    const check = (): void => {
      if (now.nowEpochMs + elapsedMs() >= notAfterEpochMs) throw new DispatchStopped("expired");
    };
    check();
    return check;
  }

  /** Once it is proved that nothing has left: the message can be cancelled again. If the store fails, it cannot. */
  async undo(): Promise<void> {
    if (this.#passing === undefined) return;
    await this.#passing;
    const { queue, bounded } = this.#parts;
    const stay = ({ leaving, ...data }: StoredMessage): StoredMessage | undefined =>
      leaving === this.#token ? data : undefined;
    await bounded(() => changeData(queue, this.#job.id!, undefined, stay)).catch(() => {});
  }
}

/** How much time has passed at most: a suspended machine stops one of the clocks, and a correction moves the other. */
function stopwatch(clock: OutboxClock): () => number {
  const [startMs, startEpochMs] = [clock.nowMs(), clock.epochMs()];
  return () => Math.max(clock.nowMs() - startMs, clock.epochMs() - startEpochMs);
}
