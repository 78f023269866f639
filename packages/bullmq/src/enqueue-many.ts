import { isSendoError, type SendInput, type AnySendoError } from "@sendo/core";
import { errorOr } from "./error-or.js";
import type { EnqueueOptions, OutboxEntry } from "./outbox-entry.js";

/** A row of a bulk run: a message, and what is said about it. */
export interface OutboxRow extends SendInput, EnqueueOptions {}

/** What became of one row: `stored`, `duplicate` (its key is there already, with the same message) or `rejected`. */
export type EnqueueResult<Row extends OutboxRow> = {
  /** Place of the row in what was read, from 0; results come in this order. */
  readonly index: number;
  /** The row as it was given. */
  readonly row: Row;
} & (
  | { readonly state: "stored" | "duplicate"; readonly error?: undefined }
  | {
      readonly state: "rejected";
      /** Why it was not taken. Nothing of the row is stored. */
      readonly error: AnySendoError;
    }
);

/** How far a bulk run has come. */
export interface EnqueueProgress {
  /** Rows settled so far. */
  readonly rows: number;
  /** Of these, messages that Redis has taken now. */
  readonly stored: number;
  /** Of these, messages that were there already under their key. */
  readonly duplicates: number;
  /** Of these, messages that were not taken; their results hold the error. */
  readonly rejected: number;
}

/** How a bulk run goes. */
export interface EnqueueManyOptions {
  /** Told after each step, with running sums. What it throws ends the run. @defaultValue none */
  onProgress?: ((progress: EnqueueProgress) => void) | undefined;
}

/** What happens to the rows of one step. */
export interface EnqueueManyParts {
  /** @throws A {@link SendoValidationError} and others, see {@link EnqueueOptions}. */
  readonly toEntry: (input: SendInput, options: EnqueueOptions) => OutboxEntry;
  /** Stores them in one step, and says of each what was there. */
  readonly store: (entries: readonly OutboxEntry[]) => Promise<(Stored | AnySendoError)[]>;
}

/** What was there when a message was stored. */
export type Stored = "stored" | "duplicate";

/** Rows that are stored in one step: enough that a round trip to Redis does not count, and few enough to hold. */
const STEP = 200;

/**
 * Reads rows, stores them step by step, and yields what became of each. A row that is refused does not stop the others. When the
 * store fails, so does the run: rows of that step may have been stored, and running it again with the same keys stores the rest.
 */
export async function* enqueueRows<Row extends OutboxRow>(
  { toEntry, store }: EnqueueManyParts,
  rows: Iterable<Row> | AsyncIterable<Row>,
  { onProgress }: EnqueueManyOptions,
): AsyncGenerator<EnqueueResult<Row>, void, undefined> {
  const sums = { rows: 0, stored: 0, duplicates: 0, rejected: 0 };
  for await (const step of inSteps(rows)) {
    const entries = step.map((row: OutboxRow) => {
      const { idempotencyKey, priority, delayMs, sendAt, notAfter, sensitive, ...input } = row;
      return errorOr(() => toEntry(input, { idempotencyKey, priority, delayMs, sendAt, notAfter, sensitive }));
    });
    const good = entries.filter((entry): entry is OutboxEntry => !isSendoError(entry));
    const outcomes = good.length > 0 ? await store(good) : [];
    const results = step.map((row, place): EnqueueResult<Row> => {
      const index = sums.rows + place;
      const entry = entries[place]!;
      const outcome = isSendoError(entry) ? entry : outcomes.shift()!;
      return isSendoError(outcome) ? { index, row, state: "rejected", error: outcome } : { index, row, state: outcome };
    });
    for (const { state } of results) sums[state === "duplicate" ? "duplicates" : state] += 1;
    sums.rows += step.length;
    onProgress?.({ ...sums });
    yield* results;
  }
}

async function* inSteps<Row>(rows: Iterable<Row> | AsyncIterable<Row>): AsyncGenerator<Row[], void, undefined> {
  let step: Row[] = [];
  for await (const row of rows) {
    if (step.push(row) < STEP) continue;
    yield step;
    step = [];
  }
  if (step.length > 0) yield step;
}
