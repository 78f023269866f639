import type { Context } from "./context.js";
import type { InputOf, Shape } from "./field.js";

/** What a command has to say. */
export interface Result {
  /** For programs, as JSON. `undefined` if the command has printed while it ran. */
  readonly output: unknown;
  /** For people. */
  readonly lines: string;
  /** The exit code. `0` if it is absent. */
  readonly exitCode?: number;
}

/** One command. The command line, its help and `docs/cli.md` derive from it. */
export interface CommandSpec<Input = never> {
  /** Such as `webhooks create`. */
  readonly words: string;
  /** One line without a full stop. */
  readonly help: string;
  /** What else a user must know, a paragraph each. */
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
