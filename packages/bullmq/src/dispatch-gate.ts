import { randomUUID } from "node:crypto";
import { isSendoError } from "@sendo/core";
import { SendoExtensionError } from "@sendo/core/adapter";
import type { OutboxClock } from "./clock.js";
import { errorOr } from "./error-or.js";
import { changeData, type JobData } from "./job-data.js";
import { quietUntil, type QuietRule } from "./quiet-hours/quiet-rule.js";
import { SendoOutboxError } from "./outbox-error.js";
import type { MessageJob, MessageQueue, StoredMessage } from "./stored-message.js";

/** The reason why a message must not be sent now. */
export type StopReason = "expired" | "cancelled" | "erased" | "later" | "quiet";

/** Ends a call before its request is sent. Only code in this package catches this error. */
export class DispatchStopped extends SendoExtensionError<"outbox_stopped"> {
  constructor(
    readonly stop: StopReason,
    /** How long the message must wait. Used only with `later`. */
    readonly waitMs: number = 0,
  ) {
    super({
      code: "outbox_stopped",
      message: "The outbox stopped the message before it was sent.",
      outcome: "not-sent",
    });
  }
}

/** Dependencies of a {@link DispatchGate}. */
export interface DispatchGateParts {
  readonly queue: MessageQueue;
  readonly clock: OutboxClock;
  /** The message's quiet hours; `undefined` if it has none. */
  readonly quiet: QuietRule | undefined;
  /** Runs a store operation with a timeout. */
  readonly bounded: <T>(step: () => Promise<T>) => Promise<T>;
}

/**
 * The last check before a message is sent. One atomic store operation decides whether the message is sent or canceled. If the
 * operation fails, or if the message must not be sent now, the worker does not send the message. Otherwise, the job records
 * that the message may have been sent.
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

  /** Whether the client has called {@link pass}. */
  get wasCalled(): boolean {
    return this.#passing !== undefined;
  }

  /** The `beforeDispatch` hook for this message. */
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
    const needsRecord = (epochMs: number): boolean =>
      quiet?.isExempt === true && quiet.allowedFrom(epochMs) !== epochMs;
    let isRecorded = false;
    const check = (): void => {
      const nowEpochMs = now.nowEpochMs + elapsedMs();
      if (nowEpochMs >= notAfterEpochMs) throw new DispatchStopped("expired");
      stopInQuietHours(quiet, nowEpochMs, notAfterEpochMs);
      // Quiet hours have begun since `isRecorded` was set. The next attempt will record that the message is being sent during quiet hours.
      if (!isRecorded && needsRecord(nowEpochMs)) throw new DispatchStopped("later", 0);
    };
    isRecorded = needsRecord(now.nowEpochMs);
    check();
    if (isRecorded) await this.#record(now.data);
    return check;
  }

  /** Records that the message is being sent during quiet hours. */
  async #record(known: StoredMessage): Promise<void> {
    const now = await this.#change(known, (data) =>
      data.leaving === this.#token ? { ...data, inQuietHours: true } : undefined,
    );
    // The worker creates the message's events from its in-memory copy of the job.
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

  /**
   * Makes the message cancelable again once it is certain that nothing was sent. If the store fails, the message still cannot be canceled.
   */
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
 * Blocks a message during its quiet hours, unless the message is exempt.
 *
 * @throws A {@link DispatchStopped} if the message must not be sent now.
 */
export function stopInQuietHours(rule: QuietRule | undefined, nowEpochMs: number, notAfterEpochMs = Infinity): void {
  const allowed = errorOr(() => quietUntil(rule, nowEpochMs));
  if (isSendoError(allowed)) throw new DispatchStopped("quiet");
  if (allowed === nowEpochMs) return;
  if (allowed >= notAfterEpochMs) throw new DispatchStopped("expired");
  throw new DispatchStopped("later", allowed - nowEpochMs);
}

/**
 * Starts a stopwatch. The returned function returns an upper bound for the elapsed time. The monotonic clock stops while the machine is
 * suspended, and the wall clock can be adjusted.
 */
function stopwatch(clock: OutboxClock): () => number {
  const [startMs, startEpochMs] = [clock.nowMs(), clock.epochMs()];
  return () => Math.max(clock.nowMs() - startMs, clock.epochMs() - startEpochMs);
}
