import { Argument, Command, Option } from "commander";
import { readInput, type Field } from "../operations/fields.js";
import type { Operation, Verb } from "../operations/operation.js";
import { createControlCaller } from "../remote/control-client.js";
import { SandboxError } from "../errors/sandbox-error.js";
import { realNow, realTimer } from "../time/clock.js";
import { openInBrowser } from "./open-in-browser.js";
import { withControlOptions, type ControlFlags } from "./control-options.js";

const operations = new WeakMap<Command, Operation>();

/**
 * Creates the command for a verb, such as `add` in `webhook add`. The operation's fields become arguments and flags,
 * and the command prints the operation's output.
 */
export function verbCommand(operation: Operation, { words, help, given }: Verb): Command {
  const command = new Command(words.split(" ").at(-1)).description(help);
  const shape = { ...operation.input, ...operation.options };
  const readers: ((args: unknown[]) => readonly [string, unknown])[] = [];
  for (const [name, field] of Object.entries(shape)) {
    const { label, fallback } = field;
    if (label === undefined || name in given) continue;
    if (label.startsWith("<")) {
      command.addArgument(new Argument(label));
      readers.push((args) => [name, args.shift()]);
    } else {
      const option = toOption(label, field);
      command.addOption(option);
      const unset = label.includes("[") ? undefined : fallback;
      readers.push(() => [name, command.getOptionValue(option.attributeName()) ?? unset]);
    }
  }
  withControlOptions(command).action(async (...args: unknown[]) => {
    const { key, json, ...address } = command.opts<ControlFlags>();
    const flags = readInput(shape, { ...Object.fromEntries(readers.map((read) => read(args))), ...given });
    const input = Object.fromEntries(Object.entries(flags).filter(([name]) => name in operation.input));
    const output = await callPatiently(operation.patienceMs(flags), () =>
      createControlCaller(address, key)(operation, input),
    );
    const lines = json === true ? JSON.stringify(output, null, 2) : operation.print(output, flags);
    if (lines !== "") console.log(lines);
    if (operation.opens && !("print" in flags && flags.print === true)) openInBrowser(operation.print(output, flags));
  });
  return markOperation(command, operation);
}

const LOOK_AGAIN_MS = 100;

/** Retries the call until a sandbox responds or the time limit is reached. */
async function callPatiently<T>(patienceMs: number, call: () => Promise<T>): Promise<T> {
  const endsMs = realNow() + patienceMs;
  for (;;) {
    try {
      return await call();
    } catch (error) {
      const isControl = error instanceof SandboxError && error.code === "control_failed";
      if (!isControl || realNow() >= endsMs) throw error;
      await new Promise<void>((resolve) => realTimer(resolve, LOOK_AGAIN_MS));
    }
  }
}

/** Creates the flag for a field. */
export function toOption(label: string, { help, rule, fallback, isOptional }: Field<unknown>): Option {
  const option = new Option(label, rule.startsWith("one of ") ? `${help} (${rule})` : help);
  if (typeof fallback === "boolean") return option.preset(!fallback);
  if (label.includes("[")) return option.preset(fallback); // used when the flag is given without a value
  return option.default(fallback).makeOptionMandatory(!isOptional && fallback === undefined);
}

/** Records which operation a command calls. */
export function markOperation(command: Command, operation: Operation): Command {
  operations.set(command, operation);
  return command;
}

/**
 * Returns the route of the operation that a command calls, or `undefined` if the command does not call an operation.
 */
export function routeOf(command: Command): string | undefined {
  const operation = operations.get(command);
  return operation && `${operation.method} ${operation.path}`;
}
