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

/** A row of a bulk run: a send, and what belongs to it on your side. */
export interface BulkRow extends SendInput {
  /** Your own reference for this row, such as `order-1007`. @defaultValue a random UUID */
  reference?: string | undefined;
  /** Names this row's message across runs, see {@link SendCallOptions.idempotencyKey}: a run that is started again skips it. */
  idempotencyKey?: string | undefined;
  /** Anything of your own, such as a line number; it is not sent, and comes back with the result. */
  context?: unknown;
}

/** What became of one row. */
export type BulkResult<Row extends BulkRow> = {
  /** Place of the row in what was read, from 0. Results come as rows settle, which need not be in this order. */
  readonly index: number;
  /** The row as it was given, `context` included. */
  readonly row: Row;
} & (
  | ({ readonly outcome: "accepted"; readonly error?: undefined } & SentMessage)
  | {
      /** `unknown` may have been sent: keep its `reference`, and never send the row again by yourself. */
      readonly outcome: Exclude<Outcome, "accepted">;
      /** Why. */
      readonly error: AnySendoError;
      /** The reference that the message carries, if it was accepted; absent where `reference: false` switched it off. */
      readonly reference?: string;
    }
);

/** How far a bulk run has come. */
export interface BulkProgress {
  /** Rows read so far. */
  readonly read: number;
  /** Rows that Sendo took. */
  readonly accepted: number;
  /** Rows that Sendo rejected. */
  readonly rejected: number;
  /** Rows of which nothing left. */
  readonly notSent: number;
  /** Rows that may have been sent. */
  readonly unknown: number;
  /** Rows settled a second, since the run began. */
  readonly perSecond: number;
  /** Estimated milliseconds to the end; absent while `total` or the rate is not known. */
  readonly remainingMs?: number;
}

/** How a bulk run goes. */
export interface BulkOptions extends Omit<SendCallOptions, "reference" | "idempotencyKey" | "signal"> {
  /**
   * Rows under way at the same time: 1 to 1000. It bounds memory too: no further row is read while as many results wait for
   * you. The rate limit holds whatever is set here.
   *
   * @defaultValue `20`
   */
  concurrency?: number | undefined;
  /**
   * Stops reading rows. What is under way is finished and still comes out of the loop, so that no message goes unrecorded; a row
   * that comes in the same moment comes out as `not-sent`. A read that a source has not answered yet is not waited for.
   *
   * @defaultValue none
   */
  signal?: AbortSignal | undefined;
  /**
   * Told of progress at most once in `progressEveryMs`, and at the end. What it throws ends the run, and is thrown after what
   * is under way has come out.
   *
   * @defaultValue none
   */
  onProgress?: ((progress: BulkProgress) => void) | undefined;
  /** Shortest time between two calls of `onProgress`, in milliseconds (0 or more). @defaultValue `1_000` */
  progressEveryMs?: number | undefined;
  /** How many rows there are, for `remainingMs`. @defaultValue the length of an array or the size of a set, else not known */
  total?: number | undefined;
}

/** Checks the numbers and functions of {@link BulkOptions} before a run begins. */
export const bulkOptionsSchema = lazy(() =>
  z.object({
    concurrency: z.optional(wholeNumberSchema(1, 1000)),
    progressEveryMs: z.optional(wholeNumberSchema(0, 3_600_000)),
    total: z.optional(wholeNumberSchema(0, Number.MAX_SAFE_INTEGER)),
    onProgress: z.custom((value) => value === undefined || typeof value === "function", "must be a function"),
  }),
);

/** What a bulk run needs of the client. */
export interface BulkParts {
  readonly clock: Clock;
  readonly send: (input: SendInput, options: SendCallOptions) => PromiseLike<SentMessage>;
}

// After these every further row would fail in the same way.
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
 * Sends row after row and yields what became of each. Reads no more than it can hold, keeps nothing of what it has yielded, and
 * goes on after a row that failed. What ends it early (a failure that every row would meet, an error of the source or of
 * `onProgress`) is thrown after all that is under way has come out, so that no message goes unrecorded.
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
  let underWay = 0;
  let isReading = false;
  let sourceIsOver = false;
  let isLeft = false;
  let ending: { readonly error: unknown } | undefined;
  // What waits is woken, and no promise is raced: each race leaves something behind at every promise in it, and those that
  // outlive a million rows (the signal's, a slow source's) would hold a million of them.
  let wake = (): void => {};
  const nextMove = (): Promise<void> => new Promise((resolve) => (wake = resolve));
  const end = (error: unknown): void => {
    ending ??= { error };
    wake();
  };
  const tally = new Tally(clock, total, progressEveryMs, onProgress, end);

  const start = (row: Row): void => {
    // What is no row fails as an input, and does not stop the others.
    const { reference, idempotencyKey, context: _, ...input } = isObject(row) ? (row as BulkRow) : ({} as BulkRow);
    const place = index++;
    const rowOptions = {
      ...callOptions,
      priority: callOptions.priority ?? "low",
      ...(reference !== undefined && { reference }),
      ...(idempotencyKey !== undefined && { idempotencyKey }),
    };
    underWay += 1;
    void attempt(send, isObject(row) ? input : row, rowOptions)
      .then((result) => {
        if (result.error !== undefined && ENDS_THE_RUN.has(result.error.code)) ending ??= { error: result.error };
        settled.push({ index: place, row, ...result });
      }, end)
      .then(() => {
        underWay -= 1;
        wake();
      });
  };
  const stopped = (): boolean => ending !== undefined || signal?.aborted === true;
  const take = (row: Row): void => {
    tally.read();
    if (!stopped()) return start(row);
    // A row that the source gave in the moment of the end: taken from the source, so it must come out.
    const code = isSendoError(ending?.error) ? ending.error.code : "aborted";
    settled.push({ index: index++, row, outcome: "not-sent", error: createError({ code, outcome: "not-sent" }) });
  };
  const read = async (): Promise<void> => {
    isReading = true;
    try {
      const next = await source.next();
      if (next.done) sourceIsOver = true;
      // After the loop was left nobody can be told of a message, so none is sent.
      else if (!isLeft) take(next.value);
    } catch (error) {
      sourceIsOver = true;
      end(error);
    }
    isReading = false;
    wake();
  };
  const forgetSignal = signal === undefined ? undefined : onAbort(signal, () => wake());

  try {
    for (;;) {
      const mayRead = !sourceIsOver && !stopped();
      if (mayRead && !isReading && underWay + settled.length < concurrency) void read();
      const result = settled.shift();
      if (result !== undefined) {
        tally.settled(result.outcome);
        yield result;
      } else if (underWay > 0 || mayRead) {
        // Whichever moves first: a row that settles must not wait for a slow source, nor the source for a slow row.
        await nextMove();
      } else break;
    }
    tally.done();
  } finally {
    isLeft = true;
    forgetSignal?.();
    // Also when the loop is left early: messages that are under way are not abandoned, and the source is closed. A source that
    // is in the middle of a read may never answer, so it is told without waiting; then nobody is left to hear how that went.
    while (underWay > 0) await nextMove();
    if (!sourceIsOver) {
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
      this.#tell = undefined; // it has said that it cannot
      this.#fail(error);
    };
    try {
      const told: unknown = this.#tell?.(this.#progress());
      // An asynchronous one fits the type as well, and must not end the process.
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
