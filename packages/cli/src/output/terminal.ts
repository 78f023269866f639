import { createInterface } from "node:readline/promises";

/** Input and output for a command. */
export interface Terminal {
  /** Whether results are printed as JSON. */
  readonly isJson: boolean;
  /** Whether the command can ask for confirmation. */
  readonly canAsk: boolean;
  /** Whether stderr is a terminal. */
  readonly isWatched: boolean;
  /** Prints one line of the command's result. */
  print(line: string): void;
  /** Prints a human-readable line to stderr. */
  note(line: string): void;
  /** Asks a question. Returns `undefined` if the signal is aborted. */
  ask(question: string, signal: AbortSignal): Promise<string | undefined>;
  /** Reads stdin. Returns `undefined` if stdin is a terminal. */
  readInput(): Promise<string | undefined>;
}

/** Returns this process's terminal. JSON is the default if stdout is not a terminal. */
export function processTerminal(json: boolean | undefined): Terminal {
  const { stdin, stdout, stderr } = process;
  return {
    isJson: json ?? !stdout.isTTY,
    canAsk: stdin.isTTY && stderr.isTTY,
    isWatched: stderr.isTTY,
    print: (line) => void stdout.write(`${line}\n`),
    note: (line) => void stderr.write(`${line}\n`),
    async ask(question, signal) {
      // Raw mode stays off, so that Ctrl+C still sends a signal.
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
