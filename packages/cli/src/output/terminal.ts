import { createInterface } from "node:readline/promises";

/** Where a command reads and writes. */
export interface Terminal {
  /** Whether results are printed as JSON. */
  readonly isJson: boolean;
  /** Whether a person can be asked. */
  readonly canAsk: boolean;
  /** Whether a person reads stderr. */
  readonly isWatched: boolean;
  /** A line of the result. */
  print(line: string): void;
  /** A line for people, on stderr. */
  note(line: string): void;
  /** Asks a question; `undefined` when the signal is aborted. */
  ask(question: string, signal: AbortSignal): Promise<string | undefined>;
  /** All of stdin; `undefined` if it is a terminal. */
  readInput(): Promise<string | undefined>;
}

/** The terminal of this process. JSON is the default where stdout is not a terminal. */
export function processTerminal(json: boolean | undefined): Terminal {
  const { stdin, stdout, stderr } = process;
  return {
    isJson: json ?? !stdout.isTTY,
    canAsk: stdin.isTTY && stderr.isTTY,
    isWatched: stderr.isTTY,
    print: (line) => void stdout.write(`${line}\n`),
    note: (line) => void stderr.write(`${line}\n`),
    async ask(question, signal) {
      // Not in raw mode, so that Ctrl+C remains a signal.
      const lines = createInterface({ input: stdin, output: stderr, terminal: false });
      try {
        return await lines.question(question, { signal });
      } catch (error) {
        if (signal.aborted) return undefined;
        throw error;
      } finally {
        lines.close();
      }
    },
    async readInput() {
      if (stdin.isTTY) return undefined;
      const chunks: Buffer[] = [];
      for await (const chunk of stdin) chunks.push(Buffer.from(chunk as Uint8Array));
      return Buffer.concat(chunks).toString("utf8");
    },
  };
}
