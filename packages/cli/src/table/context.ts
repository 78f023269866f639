import type { Sendo, SendoOptions } from "@sendo/core";
import type { Terminal } from "../output/terminal.js";

/** Values and functions passed to every command. */
export interface Context {
  readonly terminal: Terminal;
  /** Signal that is aborted by Ctrl+C. */
  readonly signal: AbortSignal;
  /** Returns the API key from `--key-command`, or `undefined` if the client reads it from the environment. */
  readonly apiKey: () => string | undefined;
  /** Path of the `.env` file that was read, if any. */
  readonly envFile: string | undefined;
  /** Loads `@sendo/core` and creates the client. The client is closed when the command ends. */
  readonly client: (options?: SendoOptions) => Promise<Sendo>;
}
