import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import { codeOf, replaceFile } from "../internal/replace-file.js";

/** What a journal's file says. */
export interface JournalContent<Entry> {
  /** How many runs wrote to it. */
  readonly runs: number;
  /** Oldest first. */
  readonly entries: readonly Entry[];
}

/** Keeps entries in a file. Once a method returns, what it wrote survives the end of the process. */
export interface Journal<Entry> {
  append(entry: Entry): void;
  /** Replaces the file by a snapshot. */
  compact(): void;
  close(): void;
}

/** How a {@link Journal} writes. */
export interface JournalOptions<Entry> {
  readonly path: string;
  readonly runs: number;
  /** Fewer entries that say the same as all so far: what the file is replaced by when it has grown. */
  readonly snapshot: () => Iterable<Entry>;
  /** Called once, when the file cannot be written any more. */
  readonly onError: (code: string) => void;
  /** Bytes after which the file is replaced, if they are more than its snapshot. @defaultValue 8 MiB */
  readonly mostBytes?: number;
}

const FORMAT = 1;

/**
 * Reads a journal. A last line that a killed process did not finish is left out.
 *
 * @returns `undefined` if there is no file.
 * @throws Error: its message says what is wrong with which line.
 */
export function readJournal<Entry>(path: string): JournalContent<Entry> | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
  return parseJournal(text);
}

/** @throws Error: its message says what is wrong with which line. */
export function parseJournal<Entry>(text: string): JournalContent<Entry> | undefined {
  const lines = text.split("\n");
  lines.pop(); // empty, or not finished
  const [head, ...entries] = lines.map((line, index) => {
    try {
      const value: unknown = JSON.parse(line);
      if (typeof value === "object" && value !== null) return value;
    } catch {
      // said below
    }
    throw new Error(`line ${index + 1} is not a JSON object`);
  });
  if (head === undefined) return undefined;
  const { sandboxState, runs } = head as { sandboxState?: unknown; runs?: unknown };
  if (sandboxState !== FORMAT || typeof runs !== "number") {
    throw new Error(`its first line does not name the format ${FORMAT}, which this version of the sandbox reads`);
  }
  return { runs, entries: entries as Entry[] };
}

/**
 * Begins a journal with a snapshot, which replaces the file.
 *
 * @throws What the file system says.
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
  // After a failure nothing more is written, so that an unfinished line stays the last one.
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
