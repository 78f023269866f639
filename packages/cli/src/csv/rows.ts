import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, existsSync, renameSync } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { SendInput } from "@sendo/core";
import { parse } from "csv-parse";
import { stringify } from "csv-stringify";
import { CliError, codeOf } from "../errors/cli-error.js";
import type { JournalEntry } from "./journal.js";

/** A row in the file: `to` and `body`, the optional `campaign` and `from`, and any other columns. */
export type Row = Readonly<Record<string, string>>;

/**
 * Reads the rows from a CSV file with a header.
 *
 * @throws A {@link CliError} with code `cli_csv` if the file cannot be read or has an invalid format.
 */
export async function* readRows(path: string): AsyncGenerator<Row> {
  if (!existsSync(path)) throw new CliError("cli_csv", "The input file does not exist. Check its path.", "not-sent");
  const rows = createReadStream(path).pipe(
    parse({ columns: true, bom: true, skip_empty_lines: true }),
  ) as AsyncIterable<Row>;
  let count = 0;
  try {
    for await (const row of rows) {
      if ((count += 1) === 1) checkColumns(row);
      yield row;
    }
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(
      "cli_csv",
      `The input is not valid CSV after row ${count} (${codeOf(error)}). Correct the file.`,
      "not-sent",
    );
  }
}

function checkColumns(row: Row): void {
  for (const name of ["to", "body"]) {
    if (!(name in row))
      throw new CliError(
        "cli_csv",
        `The input has no column "${name}". Its first line must contain the column names.`,
        "not-sent",
      );
  }
  if ("sendo_outcome" in row)
    throw new CliError(
      "cli_csv",
      "The input file is the output of an earlier run. Pass the original file to resume that run.",
      "not-sent",
    );
}

/** Converts a row to a message. */
export function messageOf({ to = "", body = "", campaign, from }: Row): SendInput {
  return { to, body, ...(campaign && { campaign }), ...(from && { from }) };
}

/** Returns a digest that identifies a row's message without revealing it. */
export function digestOf(row: Row): string {
  const { to, body, campaign = "", from = "" } = messageOf(row);
  return createHash("sha256")
    .update(JSON.stringify([to, body, campaign, from]))
    .digest("hex")
    .slice(0, 32);
}

/** Copies the input and adds each row's outcome. Returns the number of rows. */
export async function writeOutcomes(
  input: string,
  output: string,
  entries: ReadonlyMap<number, JournalEntry>,
): Promise<number> {
  let count = 0;
  const outcomes = async function* (): AsyncGenerator<Row> {
    for await (const row of readRows(input)) {
      count += 1;
      const { state, reference = "", id = "", error = "" } = entries.get(count) ?? {};
      const outcome = state === "started" ? "unknown" : (state ?? "");
      yield { ...row, sendo_outcome: outcome, sendo_reference: reference, sendo_id: id, sendo_error: error };
    }
  };
  // The output is written to a temporary file first, so that a crash does not leave an incomplete file.
  const partial = `${output}.partial`;
  await pipeline(outcomes, stringify({ header: true }), createWriteStream(partial, { mode: 0o600 }));
  renameSync(partial, output);
  return count;
}
