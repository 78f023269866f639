import type { Context } from "./context.js";
import type { InputOf, Shape } from "./field.js";

/** Result of a command. */
export interface Result {
  /** Machine-readable output, as JSON. `undefined` if the command already printed its output. */
  readonly output: unknown;
  /** Human-readable output. */
  readonly lines: string;
  /** Exit code. @defaultValue `0` */
  readonly exitCode?: number;
}

/** A command's definition. The command line, its help and `docs/cli.md` are derived from it. */
export interface CommandSpec<Input = never> {
  /** Command name, such as `webhooks create`. */
  readonly words: string;
  /** One-line summary, without a period. */
  readonly help: string;
  /** Further paragraphs in the help text. */
  readonly notes: readonly string[];
  readonly input: Shape;
  readonly examples: readonly string[];
  run(context: Context, input: Input): Promise<Result>;
}

interface Parts<S extends Shape> {
  readonly help: string;
  readonly notes?: readonly string[];
  readonly input: S;
  readonly examples: readonly string[];
  readonly run: (context: Context, input: InputOf<S>) => Promise<Result>;
}

/** Defines a command. */
export function command<S extends Shape>(words: string, { notes = [], ...parts }: Parts<S>): CommandSpec<InputOf<S>> {
  return { words, notes, ...parts };
}
