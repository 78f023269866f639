import type { Sendo, SendoOptions } from "@sendo/core";
import type { Terminal } from "../output/terminal.js";

/** What a command works with. */
export interface Context {
  readonly terminal: Terminal;
  /** Aborted by Ctrl+C. */
  readonly signal: AbortSignal;
  /** The API key if `--key-command` printed it; `undefined` if the client takes it from the environment. */
  readonly apiKey: () => string | undefined;
  /** The file that variables were taken from, if there is one. */
  readonly envFile: string | undefined;
  /** Makes the client of the account. Loads `@sendo/core`. It is closed when the command ends. */
  readonly client: (options?: SendoOptions) => Promise<Sendo>;
}
