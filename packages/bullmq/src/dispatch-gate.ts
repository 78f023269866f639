import { randomUUID } from "node:crypto";
import { isSendoError } from "@sendo/core";
import { SendoExtensionError } from "@sendo/core/adapter";
import type { OutboxClock } from "./clock.js";
import { errorOr } from "./error-or.js";
import { changeData, type JobData } from "./job-data.js";
import { quietUntil, type QuietRule } from "./quiet-hours/quiet-rule.js";
import { SendoOutboxError } from "./outbox-error.js";
import type { MessageJob, MessageQueue, StoredMessage } from "./stored-message.js";

/** Why a message must not leave now. */
export type StopReason = "expired" | "cancelled" | "erased" | "later" | "quiet";

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
  /** The quiet hours of the message; `undefined` if it has none. */
  readonly quiet: QuietRule | undefined;
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
    const { clock, quiet } = this.#parts;
    const elapsedMs = stopwatch(clock);
    const now = await this.#change(this.#job.data, (data) =>
      data.erased || data.cancelled ? undefined : { ...data, leaving: this.#token },
    );
    if (now === undefined || now.data.erased) throw new DispatchStopped("erased");
    if (now.data.cancelled) throw new DispatchStopped("cancelled");
    const { rescheduledEpochMs = 0, notAfterEpochMs = Infinity } = now.data;
    if (rescheduledEpochMs > now.nowEpochMs) throw new DispatchStopped("later", rescheduledEpochMs - now.nowEpochMs);
    const check = (): void => {
      const nowEpochMs = now.nowEpochMs + elapsedMs();
      if (nowEpochMs >= notAfterEpochMs) throw new DispatchStopped("expired");
      stopInQuietHours(quiet, nowEpochMs, notAfterEpochMs);
    };
    check();
    if (quiet?.isExempt && quiet.allowedFrom(now.nowEpochMs) !== now.nowEpochMs) await this.#record(now.data);
    return check;
  }

  /** That the message leaves in quiet hours. */
  async #record(known: StoredMessage): Promise<void> {
    const now = await this.#change(known, (data) =>
      data.leaving === this.#token ? { ...data, inQuietHours: true } : undefined,
    );
    // The events of this worker read the job that it has.
    if (now?.isChanged) this.#job.data = now.data;
  }

  async #change(
    known: StoredMessage,
    change: (data: StoredMessage) => StoredMessage | undefined,
  ): Promise<JobData<StoredMessage> | undefined> {
    const { queue, bounded } = this.#parts;
    const step = bounded(() => changeData(queue, this.#job.id!, known, change));
    return step.catch((cause: unknown) => {
      throw new SendoOutboxError("outbox_unavailable", cause);
    });
  }

  /** Once it is proved that nothing has left: the message can be cancelled again. If the store fails, it cannot. */
  async undo(): Promise<void> {
    if (this.#passing === undefined) return;
    await this.#passing;
    const { queue, bounded } = this.#parts;
    const stay = ({ leaving, inQuietHours: _, ...data }: StoredMessage): StoredMessage | undefined =>
      leaving === this.#token ? data : undefined;
    const { inQuietHours, ...data } = this.#job.data;
    if (inQuietHours) this.#job.data = data;
    await bounded(() => changeData(queue, this.#job.id!, undefined, stay)).catch(() => {});
  }
}

/**
 * Nothing outside quiet hours, and for a message that may pass.
 *
 * @throws A {@link DispatchStopped} in the quiet hours of a message that must not pass.
 */
export function stopInQuietHours(rule: QuietRule | undefined, nowEpochMs: number, notAfterEpochMs = Infinity): void {
  const allowed = errorOr(() => quietUntil(rule, nowEpochMs));
  if (isSendoError(allowed)) throw new DispatchStopped("quiet");
  if (allowed === nowEpochMs) return;
  if (allowed >= notAfterEpochMs) throw new DispatchStopped("expired");
  throw new DispatchStopped("later", allowed - nowEpochMs);
}

/** How much time has passed at most: a suspended machine stops one of the clocks, and a correction moves the other. */
function stopwatch(clock: OutboxClock): () => number {
  const [startMs, startEpochMs] = [clock.nowMs(), clock.epochMs()];
  return () => Math.max(clock.nowMs() - startMs, clock.epochMs() - startEpochMs);
}
