import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs";
import type { Outcome } from "@sendo/core";

/** What is known of a row: that it was handed over, or what became of it. */
export interface JournalEntry {
  readonly line: number;
  readonly reference: string;
  /** `started`: handed over, and nothing known since. After a crash that means unknown. */
  readonly state: "started" | Outcome;
  readonly id?: string;
  readonly error?: string;
}

/**
 * A file with one JSON object a line, written before and after each send, so that a process that is killed leaves behind which
 * rows may have gone out. A line that a crash has torn off at the end is left out.
 */
export class Journal {
  readonly #file: number;

  constructor(path: string) {
    this.#file = openSync(path, "a");
    writeSync(this.#file, "\n"); // so that a torn last line does not take the next entry with it
  }

  /** The last word on each row, by its line. */
  static read(path: string): Map<number, JournalEntry> {
    const entries = new Map<number, JournalEntry>();
    if (!existsSync(path)) return entries;
    for (const text of readFileSync(path, "utf8").split("\n")) {
      const entry = parse(text);
      if (entry !== undefined) entries.set(entry.line, entry);
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

function parse(text: string): JournalEntry | undefined {
  try {
    return JSON.parse(text) as JournalEntry;
  } catch {
    return undefined;
  }
}
