import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import { codeOf, replaceFile } from "../internal/replace-file.js";

/** Contents of a journal file. */
export interface JournalContent<Entry> {
  /** Number of runs that have written to the journal. */
  readonly runs: number;
  /** Entries, oldest first. */
  readonly entries: readonly Entry[];
}

/**
 * Stores entries in a file. Once a method has returned, the data that it wrote remains in the file, even if the process
 * is killed.
 */
export interface Journal<Entry> {
  append(entry: Entry): void;
  /** Replaces the file with a snapshot. */
  compact(): void;
  close(): void;
}

/** Options for a {@link Journal}. */
export interface JournalOptions<Entry> {
  readonly path: string;
  readonly runs: number;
  /**
   * Returns a shorter list of entries that has the same effect as all entries so far. When the file grows too large,
   * this list replaces the file's contents.
   */
  readonly snapshot: () => Iterable<Entry>;
  /** Called once, when the file can no longer be written to. */
  readonly onError: (code: string) => void;
  /**
   * Number of bytes that can be appended before a snapshot replaces the file. If the previous snapshot is larger than
   * this number, the snapshot's size is used as the maximum.
   *
   * @defaultValue 8 MiB
   */
  readonly mostBytes?: number;
}

const FORMAT = 1;

/**
 * Reads a journal. If a killed process left an incomplete last line, that line is ignored.
 *
 * @returns `undefined` if the file does not exist.
 * @throws Error that names the invalid line and describes the problem.
 */
export function readJournal<Entry>(path: string): JournalContent<Entry> | undefined {
  let content: string;
  try {
    content = readFileSync(path, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
  return parseJournal(content);
}

/** @throws Error that names the invalid line and describes the problem. */
export function parseJournal<Entry>(content: string): JournalContent<Entry> | undefined {
  const lines = content.split("\n");
  lines.pop(); // empty or unfinished
  const [head, ...entries] = lines.map((line, index) => {
    try {
      const value: unknown = JSON.parse(line);
      if (typeof value === "object" && value !== null) return value;
    } catch {
      // reported below
    }
    throw new Error(`line ${index + 1} is not a JSON object`);
  });
  if (head === undefined) return undefined;
  const { sandboxState, runs } = head as { sandboxState?: unknown; runs?: unknown };
  if (sandboxState !== FORMAT || typeof runs !== "number") {
    throw new Error(`the first line does not specify format ${FORMAT}, which this version of the sandbox requires`);
  }
  return { runs, entries: entries as Entry[] };
}

/**
 * Starts a journal by replacing the file with a snapshot.
 *
 * @throws The file system's error.
 */
export function openJournal<Entry extends object>(options: JournalOptions<Entry>): Journal<Entry> {
  const { path, runs, snapshot, onError, mostBytes = 8 * 1024 * 1024 } = options;
  let file: number | undefined;
  let room = 0;

  const replace = (): void => {
    const lines = [{ sandboxState: FORMAT, runs }, ...snapshot()].map((entry) => `${JSON.stringify(entry)}\n`);
    const content = Buffer.from(lines.join(""));
    replaceFile(path, content);
    if (file !== undefined) closeSync(file);
    file = openSync(path, "a");
    room = Math.max(mostBytes, content.byteLength);
  };
  // After a failed write, nothing more is written. Only the last line of the file can be incomplete.
  const attempt = (write: (file: number) => void): void => {
    if (file === undefined) return;
    try {
      write(file);
    } catch (error) {
      close();
      onError(codeOf(error));
    }
  };
  const close = (): void => {
    if (file !== undefined) closeSync(file);
    file = undefined;
  };

  replace();
  return {
    append: (entry) =>
      attempt((file) => {
        const line = Buffer.from(`${JSON.stringify(entry)}\n`);
        for (let written = 0; written < line.byteLength;) written += writeSync(file, line, written);
        room -= line.byteLength;
        if (room < 0) replace();
      }),
    compact: () => attempt(replace),
    close,
  };
}
