import * as z from "zod/mini";
import { wholeNumberSchema } from "../api/fields.js";
import { createError } from "../errors/create-error.js";
import type { Clock } from "../internal/clock.js";
import type { Outcome, SendoErrorCode } from "../errors/error-codes.js";
import { isSendoError, type AnySendoError } from "../errors/errors.js";
import { lazy } from "../internal/lazy.js";
import { isObject, isThenable } from "../internal/is.js";
import { onAbort } from "../internal/on-abort.js";
import type { SendCallOptions, SendInput, SentMessage } from "./send.js";

/** A row in a bulk run: a message and your own data. */
export interface BulkRow extends SendInput {
  /** Your own reference for this message, such as `order-1007`. @defaultValue a random UUID */
  reference?: string | undefined;
  /**
   * Identifies this message across runs (see {@link SendCallOptions.idempotencyKey}). A restarted run skips messages that were
   * already sent.
   */
  idempotencyKey?: string | undefined;
  /** Your own data, such as a line number. It is returned with the result but not sent to Sendo. */
  context?: unknown;
}

/** The result for one row. */
export type BulkResult<Row extends BulkRow> = {
  /** Zero-based index of the row in the input. Results arrive as rows settle, not necessarily in input order. */
  readonly index: number;
  /** The row as it was passed, including `context`. */
  readonly row: Row;
} & (
  | ({ readonly outcome: "accepted"; readonly error?: undefined } & SentMessage)
  | {
      /**
       * `unknown` means that the message may have been sent. Keep its `reference`, and never send the row again automatically.
       */
      readonly outcome: Exclude<Outcome, "accepted">;
      /** The row's error. */
      readonly error: AnySendoError;
      /** The reference in the message's metadata, unless `reference: false` disabled it. */
      readonly reference?: string;
    }
);

/** Progress of a bulk run. */
export interface BulkProgress {
  /** Number of rows read so far. */
  readonly read: number;
  /** Number of messages that Sendo accepted. */
  readonly accepted: number;
  /** Number of messages that Sendo rejected. */
  readonly rejected: number;
  /** Number of messages that were not sent. */
  readonly notSent: number;
  /** Number of messages that may have been sent. */
  readonly unknown: number;
  /** Average number of rows settled per second since the start of the run. */
  readonly perSecond: number;
  /** Estimated time until the run ends, in milliseconds. Absent while `total` or the rate is unknown. */
  readonly remainingMs?: number;
}

/** Options for a bulk run. */
export interface BulkOptions extends Omit<
  SendCallOptions,
  "reference" | "idempotencyKey" | "fingerprintSecret" | "signal"
> {
  /**
   * Maximum number of rows in flight: 1 to 1000. Rows whose results you have not read yet also count toward this maximum,
   * which limits memory use. The client's rate limit applies as well.
   *
   * @defaultValue `20`
   */
  concurrency?: number | undefined;
  /**
   * After the signal is aborted, no more rows are read. Messages in flight are still completed and yielded, so that you can
   * record every message. The run does not wait for a pending read from the source. If that read returns a row before the run
   * ends, the row is yielded as `not-sent`.
   *
   * @defaultValue none
   */
  signal?: AbortSignal | undefined;
  /**
   * Called at most once per `progressEveryMs`, and at the end. If the callback throws, the run ends. The callback's error is
   * thrown after the messages in flight have settled.
   *
   * @defaultValue none
   */
  onProgress?: ((progress: BulkProgress) => void) | undefined;
  /** Minimum time between two `onProgress` calls, in milliseconds (0 or more). @defaultValue `1_000` */
  progressEveryMs?: number | undefined;
  /** Total number of rows, used to estimate `remainingMs`. @defaultValue the size of an array, set or map; unknown for other sources */
  total?: number | undefined;
}

export const bulkOptionsSchema = lazy(() =>
  z.object({
    concurrency: z.optional(wholeNumberSchema(1, 1000)),
    progressEveryMs: z.optional(wholeNumberSchema(0, 3_600_000)),
    total: z.optional(wholeNumberSchema(0, Number.MAX_SAFE_INTEGER)),
    onProgress: z.custom((value) => value === undefined || typeof value === "function", "must be a function"),
  }),
);

/** A bulk run's dependencies. */
export interface BulkParts {
  readonly clock: Clock;
  readonly send: (input: SendInput, options: SendCallOptions) => PromiseLike<SentMessage>;
}

// After these errors, every later row would fail in the same way.
const ENDS_THE_RUN: ReadonlySet<SendoErrorCode> = new Set([
  "unauthorized",
  "api_key_invalid",
  "forbidden_by_proxy",
  "certificate_untrusted",
  "config_api_key_failed",
  "config_headers_failed",
  "config_api_key_invalid",
  "config_api_key_sandbox",
  "client_closed",
]);

/**
 * Sends rows and yields each row's result. It reads rows only as fast as it can process them, does not keep yielded results,
 * and continues after a failed row. Some errors end the run: errors that would affect every later row, and errors from the
 * source and `onProgress`. These errors are thrown after the messages in flight have settled, so that the caller can record
 * every message.
 */
export async function* sendRows<Row extends BulkRow>(
  { clock, send }: BulkParts,
  rows: Iterable<Row> | AsyncIterable<Row>,
  options: BulkOptions,
): AsyncGenerator<BulkResult<Row>, void, undefined> {
  const {
    concurrency = 20,
    signal,
    onProgress,
    progressEveryMs = 1000,
    total = sizeOf(rows),
    ...callOptions
  } = options;
  const source = Symbol.asyncIterator in rows ? rows[Symbol.asyncIterator]() : rows[Symbol.iterator]();
  const settled: BulkResult<Row>[] = [];
  let index = 0;
  let inFlight = 0;
  let isReading = false;
  let sourceHasEnded = false;
  let loopWasLeft = false;
  let ending: { readonly error: unknown } | undefined;
  // The loop waits for `wake()` instead of calling `Promise.race`, which adds a reaction to every promise it receives.
  // Each row would add a reaction to every promise that stays pending for a long time, such as the one for the signal or
  // for the next row from a slow source.
  let wake = (): void => {};
  const nextWake = (): Promise<void> => new Promise((resolve) => (wake = resolve));
  const end = (error: unknown): void => {
    ending ??= { error };
    wake();
  };
  const tally = new Tally(clock, total, progressEveryMs, onProgress, end);

  const start = (row: Row): void => {
    // A row that is not an object fails with `invalid_input` and does not stop the other rows.
    const { reference, idempotencyKey, context: _, ...input } = isObject(row) ? (row as BulkRow) : ({} as BulkRow);
    const place = index++;
    const rowOptions = {
      ...callOptions,
      priority: callOptions.priority ?? "low",
      ...(reference !== undefined && { reference }),
      ...(idempotencyKey !== undefined && { idempotencyKey }),
    };
    inFlight += 1;
    void attempt(send, isObject(row) ? input : row, rowOptions)
      .then((result) => {
        if (result.error !== undefined && ENDS_THE_RUN.has(result.error.code)) ending ??= { error: result.error };
        settled.push({ index: place, row, ...result });
      }, end)
      .then(() => {
        inFlight -= 1;
        wake();
      });
  };
  const stopped = (): boolean => ending !== undefined || signal?.aborted === true;
  const take = (row: Row): void => {
    tally.read();
    if (!stopped()) return start(row);
    // The source returned this row while the run was ending. The row has already been taken from the source, so it must be
    // yielded.
    const code = isSendoError(ending?.error) ? ending.error.code : "aborted";
    settled.push({ index: index++, row, outcome: "not-sent", error: createError({ code, outcome: "not-sent" }) });
  };
  const read = async (): Promise<void> => {
    isReading = true;
    try {
      const next = await source.next();
      if (next.done) sourceHasEnded = true;
      // If the caller has exited the loop, it can no longer receive the result, so the row is not sent.
      else if (!loopWasLeft) take(next.value);
    } catch (error) {
      sourceHasEnded = true;
      end(error);
    }
    isReading = false;
    wake();
  };
  const unsubscribe = signal === undefined ? undefined : onAbort(signal, () => wake());

  try {
    for (;;) {
      const mayRead = !sourceHasEnded && !stopped();
      if (mayRead && !isReading && inFlight + settled.length < concurrency) void read();
      const result = settled.shift();
      if (result !== undefined) {
        tally.settled(result.outcome);
        yield result;
      } else if (inFlight > 0 || mayRead) {
        // Waits for a settled row or the next row from the source, whichever comes first, so that neither has to wait for the
        // other.
        await nextWake();
      } else break;
    }
    tally.done();
  } finally {
    loopWasLeft = true;
    unsubscribe?.();
    // This also runs if the caller exits the loop early. Messages in flight are completed, and the source is closed. A source
    // might never finish a pending read. In that case, the run calls `return()` without waiting for the result, and ignores any
    // error from it.
    while (inFlight > 0) await nextWake();
    if (!sourceHasEnded) {
      const returned = Promise.resolve(source.return?.());
      if (isReading || ending !== undefined) returned.catch(() => {});
      else await returned;
    }
  }
  if (ending !== undefined) throw ending.error;
}

type Settled =
  | ({ outcome: "accepted"; error?: undefined } & SentMessage)
  | { outcome: Exclude<Outcome, "accepted">; error: AnySendoError; reference?: string };

async function attempt(send: BulkParts["send"], input: SendInput, options: SendCallOptions): Promise<Settled> {
  try {
    return { outcome: "accepted", ...(await send(input, options)) };
  } catch (error) {
    if (!isSendoError(error)) throw error;
    const { outcome = "not-sent", reference } = error;
    return {
      outcome: outcome === "accepted" ? "unknown" : outcome,
      error,
      ...(reference !== undefined && { reference }),
    };
  }
}

function sizeOf(rows: unknown): number | undefined {
  if (Array.isArray(rows)) return rows.length;
  return rows instanceof Set || rows instanceof Map ? rows.size : undefined;
}

class Tally {
  readonly #clock: Clock;
  readonly #total: number | undefined;
  readonly #everyMs: number;
  readonly #startedMs: number;
  readonly #fail: (error: unknown) => void;
  readonly #counts = { accepted: 0, rejected: 0, "not-sent": 0, unknown: 0 };
  #tell: BulkOptions["onProgress"];
  #read = 0;
  #toldMs: number;

  constructor(
    clock: Clock,
    total: number | undefined,
    everyMs: number,
    tell: BulkOptions["onProgress"],
    fail: (error: unknown) => void,
  ) {
    this.#clock = clock;
    this.#total = total;
    this.#everyMs = everyMs;
    this.#tell = tell;
    this.#fail = fail;
    this.#startedMs = this.#toldMs = clock.now();
  }

  read(): void {
    this.#read += 1;
  }

  settled(outcome: Outcome): void {
    this.#counts[outcome] += 1;
    if (this.#clock.now() - this.#toldMs >= this.#everyMs) this.done();
  }

  done(): void {
    this.#toldMs = this.#clock.now();
    const fail = (error: unknown): void => {
      this.#tell = undefined; // `onProgress` has already failed
      this.#fail(error);
    };
    try {
      const told: unknown = this.#tell?.(this.#progress());
      // An async function is also assignable to this type. If its promise rejects, the rejection must not crash the process.
      if (isThenable(told)) told.then(undefined, fail);
    } catch (error) {
      fail(error);
    }
  }

  #progress(): BulkProgress {
    const { accepted, rejected, "not-sent": notSent, unknown } = this.#counts;
    const settled = accepted + rejected + notSent + unknown;
    const elapsedMs = this.#clock.now() - this.#startedMs;
    const perSecond = elapsedMs > 0 ? (settled / elapsedMs) * 1000 : 0;
    const left = this.#total === undefined ? undefined : Math.max(0, this.#total - settled);
    return {
      read: this.#read,
      accepted,
      rejected,
      notSent,
      unknown,
      perSecond,
      ...(left !== undefined && perSecond > 0 && { remainingMs: (left / perSecond) * 1000 }),
    };
  }
}
