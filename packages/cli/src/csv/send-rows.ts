import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import {
  countSegments,
  isSendoError,
  type BulkProgress,
  type BulkRow,
  type Outcome,
  type Sendo,
  type SendInput,
  type SendoClient,
  type SendoGuard,
} from "@sendo/core";
import { rejectionOf } from "../account/guard-options.js";
import { CliError } from "../errors/cli-error.js";
import { Journal, type JournalEntry } from "./journal.js";
import { digestOf, messageOf, readRows, writeOutcomes, type Row } from "./rows.js";

/** Paths of a run's files. */
export interface CsvFiles {
  readonly input: string;
  readonly output: string;
  readonly journal: string;
}

/** Number of rows for each action in a run. */
export interface CsvPlan {
  readonly rows: number;
  /** Rows to send, excluding those counted in `invalid` and `rejectedByGuard`. */
  readonly toSend: number;
  /** Total number of segments in the rows to send. */
  readonly segments: number;
  /** Rows that exceed a limit. They are not sent. */
  readonly invalid: number;
  /** Rows whose recipient the guard rejects. They are not sent. */
  readonly rejectedByGuard: number;
  /** Rows whose outcome is unknown. The run looks up their messages. */
  readonly toLookUp: number;
  /** Rows that were accepted or rejected in an earlier run. */
  readonly done: number;
}

/** Number of rows for each outcome. */
export type CsvReport = Readonly<Record<Outcome | "skipped" | "rows", number>>;

/**
 * Reads the file and its journal, and plans the run.
 *
 * @throws A {@link CliError} with code `cli_csv` if the journal belongs to a different version of the CSV file.
 */
export async function planRun(
  sendo: SendoClient,
  { input, output, journal }: CsvFiles,
  guard?: SendoGuard,
): Promise<CsvPlan> {
  if (existsSync(output) && !existsSync(journal)) {
    const message =
      "The output exists but its journal does not, so there is no record of which rows were sent. Choose another --output.";
    throw new CliError("cli_csv", message, "not-sent");
  }
  const known = Journal.read(journal);
  const plan = { rows: 0, toSend: 0, segments: 0, invalid: 0, rejectedByGuard: 0, toLookUp: 0, done: 0 };
  for await (const row of readRows(input)) {
    plan.rows += 1;
    const step = stepOf(row, plan.rows, known.get(plan.rows));
    if (step === "send") {
      const message = validMessage(sendo, row);
      if (message === undefined) plan.invalid += 1;
      else if ((await rejectionOf(guard, message)) !== undefined) plan.rejectedByGuard += 1;
      else {
        plan.toSend += 1;
        plan.segments += countSegments(message.body).segments;
      }
    } else if (step === "look up") plan.toLookUp += 1;
    else plan.done += 1;
  }
  return plan;
}

/** Files and functions for a run. */
export interface CsvRun {
  readonly files: CsvFiles;
  readonly signal: AbortSignal;
  /** Creates a client that calls `beforeAttempt` before each request. */
  readonly connect: (beforeAttempt: (reference: string | undefined) => void) => Promise<Sendo>;
  readonly onProgress: (progress: BulkProgress) => void;
}

/**
 * Sends the rows that have not been sent yet. When the rate limit admits a request, the request's row is recorded in the
 * journal before the request is sent. If the record cannot be written, the request is not sent. After a crash, rows whose
 * outcome is unknown are looked up by their reference and never sent again.
 */
export async function sendRows({ files, signal, connect, onProgress }: CsvRun): Promise<CsvReport> {
  const known = Journal.read(files.journal);
  const journal = new Journal(files.journal);
  const waiting = new Map<string, Pick<JournalEntry, "row" | "digest" | "reference">>();
  const report = { accepted: 0, rejected: 0, "not-sent": 0, unknown: 0, skipped: 0, rows: 0 };
  const settle = (entry: JournalEntry & { state: Outcome }): void => {
    journal.note(entry);
    report[entry.state] += 1;
  };
  const sendo = await connect((reference) => {
    const row = waiting.get(reference ?? "");
    if (row !== undefined) journal.note({ ...row, state: "started" });
  });

  const pending = async function* (): AsyncGenerator<BulkRow> {
    let count = 0;
    for await (const row of readRows(files.input)) {
      count += 1;
      const before = known.get(count);
      const step = stepOf(row, count, before);
      if (step === "skip") report.skipped += 1;
      else if (step === "look up") settle(await lookUp(sendo, row, before!, signal));
      else {
        const reference = before !== undefined && before.digest === digestOf(row) ? before.reference : randomUUID();
        const context = { row: count, digest: digestOf(row), reference };
        waiting.set(reference, context);
        yield { ...messageOf(row), reference, context };
      }
    }
  };

  try {
    for await (const result of sendo.messages.sendMany(pending(), { signal, onProgress, progressEveryMs: 100 })) {
      const context = result.row.context as Pick<JournalEntry, "row" | "digest" | "reference">;
      waiting.delete(context.reference);
      if (result.outcome === "accepted") settle({ ...context, state: "accepted", id: result.id });
      else settle({ ...context, state: result.outcome, error: result.error.code });
    }
  } finally {
    journal.close();
    report.rows = await writeOutcomes(files.input, files.output, Journal.read(files.journal));
  }
  return report;
}

/** Returns the action for a row. */
function stepOf(row: Row, count: number, before: JournalEntry | undefined): "send" | "look up" | "skip" {
  if (before === undefined || before.state === "not-sent") return "send";
  const isSame = before.digest === digestOf(row);
  if (before.state === "rejected") return isSame ? "skip" : "send";
  if (!isSame) {
    const message =
      `Row ${count} has changed since an earlier run sent it. Restore the row. Add new messages at the end of the file or in another file. ` +
      "Change only rows that were rejected or not sent.";
    throw new CliError("cli_csv", message, "not-sent");
  }
  return before.state === "accepted" ? "skip" : "look up";
}

async function lookUp(
  sendo: SendoClient,
  row: Row,
  { row: count, digest, reference }: JournalEntry,
  signal: AbortSignal,
): Promise<JournalEntry & { state: Outcome }> {
  const { to, campaign } = messageOf(row);
  const found = await sendo.messages.resolve({ reference, to, campaign }, { signal });
  const entry = { row: count, digest, reference };
  if (found.state === "found") return { ...entry, state: "accepted", id: found.message.id };
  return { ...entry, state: "unknown", error: found.state };
}

function validMessage(sendo: SendoClient, row: Row): SendInput | undefined {
  try {
    return sendo.messages.validate(messageOf(row));
  } catch (error) {
    if (isSendoError(error)) return undefined;
    throw error;
  }
}
