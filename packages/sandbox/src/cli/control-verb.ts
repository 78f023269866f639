import { Command } from "commander";
import { callControl, type ControlRequest } from "../remote/control-client.js";
import { withControlOptions, type ControlFlags } from "./control-options.js";

/** What a verb asks, but for its route. */
export interface VerbRequest {
  /** The variable part of the path. */
  readonly id?: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: object;
  readonly timeoutMs?: number;
}

/** A command that asks one operation of the control API and prints what it answers. */
export interface Verb<Flags, Answer> {
  /** Name and arguments, such as `advance <duration>`. */
  readonly usage: string;
  readonly description: string;
  readonly method: "GET" | "POST";
  /** As in the table of control routes. */
  readonly path: string;
  /** Adds the verb's own flags. */
  readonly flags?: (command: Command) => Command;
  readonly request?: (args: readonly string[], flags: Flags) => VerbRequest;
  /** For people; `--json` prints the whole answer. */
  readonly print: (answer: Answer, flags: Flags) => string;
}

const routes = new WeakMap<Command, string>();

/** Makes the command of a verb. */
export function controlVerb<Flags = object, Answer = Record<string, unknown>>(verb: Verb<Flags, Answer>): Command {
  const [name = "", ...args] = verb.usage.split(" ");
  const command = new Command(name).description(verb.description);
  for (const arg of args) command.argument(arg);
  verb.flags?.(command);
  withControlOptions(command).action(async (...given: unknown[]) => {
    const flags = command.opts<Flags & ControlFlags>();
    const {
      id,
      query = {},
      body,
      timeoutMs,
    } = verb.request?.(given.slice(0, args.length).flat() as string[], flags) ?? {};
    const search = new URLSearchParams(
      Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined),
    );
    const path =
      verb.path.replace("{id}", encodeURIComponent(id ?? "")) + (search.size > 0 ? `?${String(search)}` : "");
    const question: ControlRequest = {
      method: verb.method,
      path,
      ...(verb.method === "POST" && { body: body ?? {} }),
      ...(flags.key !== undefined && { key: flags.key }),
      ...(timeoutMs !== undefined && { timeoutMs }),
    };
    const answer = await callControl(flags, question);
    const text = flags.json === true ? JSON.stringify(answer, null, 2) : verb.print(answer as Answer, flags);
    if (text !== "") console.log(text);
  });
  return markVerb(command, `${verb.method} ${verb.path}`);
}

/** Notes which operation a command asks. */
export function markVerb(command: Command, route: string): Command {
  routes.set(command, route);
  return command;
}

/** The operation that a command asks; `undefined` for one that asks none, or several. */
export function routeOf(command: Command): string | undefined {
  return routes.get(command);
}
