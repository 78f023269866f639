import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs";
import type { Outcome } from "@sendo/core";

/** What is known of a row of the file. */
export interface JournalEntry {
  /** Counted from 1, without the header. */
  readonly row: number;
  /** What the row said: see `digestOf`. */
  readonly digest: string;
  readonly reference: string;
  /** `started`: the request was about to leave, and nothing is known since. After a crash that means unknown. */
  readonly state: "started" | Outcome;
  readonly id?: string;
  readonly error?: string;
}

/**
 * A file with one JSON object a line, written before and after each request, so that a killed process leaves behind which messages may
 * have been sent. A line that a crash has torn off at the end is ignored.
 */
export class Journal {
  readonly #file: number;

  constructor(path: string) {
    this.#file = openSync(path, "a", 0o600);
    writeSync(this.#file, "\n"); // so that a torn last line does not take the next entry with it
  }

  /** The last entry of each row. */
  static read(path: string): Map<number, JournalEntry> {
    const entries = new Map<number, JournalEntry>();
    if (!existsSync(path)) return entries;
    for (const line of readFileSync(path, "utf8").split("\n")) {
      const entry = parse(line);
      if (entry !== undefined) entries.set(entry.row, entry);
    }
    return entries;
  }

  /** Notes something; on disk when this returns. */
  note(entry: JournalEntry): void {
    writeSync(this.#file, `${JSON.stringify(entry)}\n`);
    fsyncSync(this.#file);
  }

  close(): void {
    closeSync(this.#file);
  }
}

function parse(line: string): JournalEntry | undefined {
  try {
    return JSON.parse(line) as JournalEntry;
  } catch {
    return undefined;
  }
}
