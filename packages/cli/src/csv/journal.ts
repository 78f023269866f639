import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs";
import type { Outcome } from "@sendo/core";

/** A row's recorded state. */
export interface JournalEntry {
  /** Row number, starting at 1 and not counting the header. */
  readonly row: number;
  /** Digest of the row, created by `digestOf`. */
  readonly digest: string;
  readonly reference: string;
  /** `started` means that the request was about to be sent. After a crash, its outcome is unknown. */
  readonly state: "started" | Outcome;
  readonly id?: string;
  readonly error?: string;
}

/**
 * A file with one JSON object per line, written before and after each request. After a crash, the journal shows which
 * messages may have been sent. An incomplete last line is ignored.
 */
export class Journal {
  readonly #file: number;

  constructor(path: string) {
    this.#file = openSync(path, "a", 0o600);
    writeSync(this.#file, "\n"); // separates the next entry from an incomplete last line
  }

  /** Returns the last entry for each row. */
  static read(path: string): Map<number, JournalEntry> {
    const entries = new Map<number, JournalEntry>();
    if (!existsSync(path)) return entries;
    for (const line of readFileSync(path, "utf8").split("\n")) {
      const entry = parse(line);
      if (entry !== undefined) entries.set(entry.row, entry);
    }
    return entries;
  }

  /** Writes an entry to disk before it returns. */
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
