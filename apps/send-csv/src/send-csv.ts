import { createReadStream, createWriteStream, renameSync, rmSync } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { BulkProgress, BulkRow, Outcome, SendoClient } from "@sendo/core";
import { parse } from "csv-parse";
import { stringify } from "csv-stringify";
import { Journal, type JournalEntry } from "./journal.js";

/** A row of the file: `to` and `body`, perhaps `campaign` and `from`, and whatever else is in there. */
type Row = Record<string, string>;

/** What to send, and where to say what became of it. */
export interface SendCsvOptions {
  readonly sendo: SendoClient;
  /** A CSV file with a header line and the columns `to` and `body`. It may be the output of an earlier run. */
  readonly input: string;
  /** Where the same rows go, with what became of each beside them. May be `input`. */
  readonly output: string;
  /** Rows under way at the same time. @defaultValue `20` */
  readonly concurrency?: number;
  readonly onProgress?: (progress: BulkProgress) => void;
  /** Stops reading rows; what is under way is finished and written. */
  readonly signal?: AbortSignal;
}

/** How many rows ended in each way; `rows` counts those that were in the file. */
export type SendCsvReport = Readonly<Record<Outcome | "skipped" | "rows", number>>;

/**
 * Sends a CSV file. Rows that were accepted or rejected before are left alone, those that were not sent are sent, and those
 * whose outcome is unknown are looked up by their reference, and not sent again: that is for a person to decide, by emptying
 * the row's outcome.
 */
export async function sendCsv({ sendo, input, output, ...options }: SendCsvOptions): Promise<SendCsvReport> {
  const journalPath = `${output}.journal`;
  const earlier = Journal.read(journalPath);
  const journal = new Journal(journalPath);
  const report = { accepted: 0, rejected: 0, "not-sent": 0, unknown: 0, skipped: 0, rows: 0 };
  const note = (entry: JournalEntry): void => {
    journal.note(entry);
    if (entry.state !== "started") report[entry.state] += 1;
  };

  try {
    const pending = rowsToSend({ rows: readRows(input), earlier, sendo, note, onSkipped: () => (report.skipped += 1) });
    for await (const result of sendo.messages.sendMany(pending, options)) {
      const { line, reference } = result.row.context as { line: number; reference: string };
      if (result.outcome === "accepted") note({ line, reference, state: "accepted", id: result.id });
      else note({ line, reference, state: result.outcome, error: result.error.code });
    }
  } finally {
    journal.close();
    report.rows = await writeOutcomes(input, output, Journal.read(journalPath));
  }
  // Everything that the journal knew is in the output now.
  rmSync(journalPath);
  return report;
}

interface Pending {
  rows: AsyncIterable<Row>;
  earlier: ReadonlyMap<number, JournalEntry>;
  sendo: SendoClient;
  note: (entry: JournalEntry) => void;
  onSkipped: () => void;
}

async function* rowsToSend({ rows, earlier, sendo, note, onSkipped }: Pending): AsyncGenerator<BulkRow> {
  let line = 0;
  for await (const row of rows) {
    line += 1;
    const known = earlier.get(line) ?? entryIn(row, line);
    if (known?.state === "accepted" || known?.state === "rejected") {
      onSkipped();
      continue;
    }
    if (known !== undefined && known.state !== "not-sent") {
      note(await lookUp(sendo, row, known));
      continue;
    }
    // A row that was not sent before keeps its reference: it is the same text.
    const reference = known?.reference ?? crypto.randomUUID();
    note({ line, reference, state: "started" });
    yield { ...inputOf(row), reference, context: { line, reference } };
  }
}

async function lookUp(sendo: SendoClient, row: Row, known: JournalEntry): Promise<JournalEntry> {
  const { line, reference } = known;
  const campaign = row.campaign ? { campaign: row.campaign } : {};
  const found = await sendo.messages.resolve({ reference, to: row.to ?? "", ...campaign });
  if (found.state === "found") return { line, reference, state: "accepted", id: found.message.id };
  return { line, reference, state: "unknown", error: found.state };
}

function inputOf({ to = "", body = "", campaign, from }: Row): {
  to: string;
  body: string;
  campaign?: string;
  from?: string;
} {
  return { to, body, ...(campaign && { campaign }), ...(from && { from }) };
}

const STATES: readonly string[] = ["accepted", "rejected", "not-sent", "unknown"] satisfies Outcome[];

function entryIn(row: Row, line: number): JournalEntry | undefined {
  const { sendo_outcome: state = "", sendo_reference: reference = "" } = row;
  return STATES.includes(state) && reference ? { line, reference, state: state as Outcome } : undefined;
}

function readRows(path: string): AsyncIterable<Row> {
  return createReadStream(path).pipe(parse({ columns: true, bom: true, skip_empty_lines: true })) as AsyncIterable<Row>;
}

// To a file beside it first: a crash in the middle must not leave half of somebody's list.
async function writeOutcomes(
  input: string,
  output: string,
  entries: ReadonlyMap<number, JournalEntry>,
): Promise<number> {
  let line = 0;
  const outcomes = async function* (): AsyncGenerator<Row> {
    for await (const row of readRows(input)) {
      line += 1;
      const { state, reference, id, error } = entries.get(line) ?? {};
      const noted = state === undefined ? {} : { sendo_outcome: state === "started" ? "unknown" : state };
      yield {
        ...row,
        sendo_outcome: noted.sendo_outcome ?? row.sendo_outcome ?? "",
        sendo_reference: reference ?? row.sendo_reference ?? "",
        sendo_id: id ?? (state === undefined ? (row.sendo_id ?? "") : ""),
        sendo_error: error ?? (state === undefined ? (row.sendo_error ?? "") : ""),
      };
    }
  };
  const partial = `${output}.partial`;
  await pipeline(outcomes, stringify({ header: true }), createWriteStream(partial));
  renameSync(partial, output);
  return line;
}
