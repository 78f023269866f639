import { isSendoError, type SendInput, type AnySendoError } from "@sendo/core";
import { errorOr } from "./error-or.js";
import type { EnqueueOptions, OutboxEntry } from "./outbox-entry.js";

/** A row in a bulk run: a message and its options. */
export interface OutboxRow extends SendInput, EnqueueOptions {}

/** The result of one row: `stored`, `duplicate` (the same message is already stored with this key) or `rejected`. */
export type EnqueueResult<Row extends OutboxRow> = {
  /** Zero-based index of the row in the input. Results are in the same order as the rows. */
  readonly index: number;
  /** The row itself. */
  readonly row: Row;
} & (
  | { readonly state: "stored" | "duplicate"; readonly error?: undefined }
  | {
      readonly state: "rejected";
      /** The reason for the rejection. Nothing from the row is stored. */
      readonly error: AnySendoError;
    }
);

/** Progress of a bulk run. */
export interface EnqueueProgress {
  /** Rows processed so far. */
  readonly rows: number;
  /** Messages that this run has stored. */
  readonly stored: number;
  /** Messages that were already stored with the same key. */
  readonly duplicates: number;
  /** Messages that were rejected. The result for each of these rows contains the error. */
  readonly rejected: number;
}

/** Options for `enqueueMany`. */
export interface EnqueueManyOptions {
  /** Called with running totals after each batch of rows. An error thrown by this function ends the run. @defaultValue none */
  onProgress?: ((progress: EnqueueProgress) => void) | undefined;
}

/** Dependencies of {@link enqueueRows}. */
export interface EnqueueManyParts {
  /** @throws A {@link SendoValidationError}, or a `SendoOutboxError` with code `outbox_key_missing`. */
  readonly toEntry: (input: SendInput, options: EnqueueOptions) => OutboxEntry;
  /** Stores a batch of messages and returns each message's result. */
  readonly store: (entries: readonly OutboxEntry[]) => Promise<(Stored | AnySendoError)[]>;
}

/** The result of storing one message. */
export type Stored = "stored" | "duplicate";

/** Rows per batch. A larger batch would need more memory and save little time. */
const STEP = 200;

/**
 * Reads rows, stores them in batches, and yields each row's result. If a row is rejected, the other rows are still stored. If the store
 * fails, the run ends with an error, although some rows from the current batch may already have been stored. To store the remaining rows,
 * run the same rows again with the same keys.
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
