import { InvalidArgumentError, type Command } from "commander";
import { controlVerb, type Verb } from "./control-verb.js";
import { group } from "./group.js";
import { table } from "./table.js";

interface ClockView {
  readonly mode: string;
  readonly now: string;
  readonly frozen?: boolean;
  readonly speed?: number;
  readonly pending?: readonly { readonly dueAt: string; readonly what: string }[];
}

// What falls due on the way is done and answered first, which takes real time where apps are slow.
const MOVING_MS = 600_000;

/** `clock`: the sandbox's time. */
export function clockCommand(): Command {
  const verb = (given: Omit<Verb<object, ClockView>, "print">): Command => controlVerb({ ...given, print: clockLines });
  return group(
    "clock",
    "the sandbox's time: delivery, webhook retries, reviews and rate limits follow it",
    verb({ usage: "show", description: "show the time, and what is due when", method: "GET", path: "/clock" }),
    verb({
      usage: "advance <duration>",
      description: "move time on, such as 20m, and wait until all that fell due is done",
      method: "POST",
      path: "/clock/advance",
      request: ([by]) => ({ body: { by: /^\d+$/.test(by!) ? Number(by) : by }, timeoutMs: MOVING_MS }),
    }),
    verb({
      usage: "next",
      description: "move to the next thing that is due, and do it",
      method: "POST",
      path: "/clock/next",
      request: () => ({ timeoutMs: MOVING_MS }),
    }),
    verb({ usage: "freeze", description: "stop time", method: "POST", path: "/clock/freeze" }),
    verb({ usage: "unfreeze", description: "let time go on", method: "POST", path: "/clock/unfreeze" }),
    verb({
      usage: "speed <factor>",
      description: "let time go faster, such as 60 for a minute in a second; 1 is as it is",
      method: "POST",
      path: "/clock/speed",
      request: ([speed]) => ({ body: { speed: readFactor(speed!) } }),
    }),
  );
}

function clockLines({ mode, now, frozen, speed, pending = [] }: ClockView): string {
  const state = [mode, frozen === true && "frozen", speed !== undefined && speed !== 1 && `${speed} times as fast`];
  const head = `${now}  ${state.filter(Boolean).join(", ")}`;
  if (pending.length === 0) return head;
  return `${head}\n${table(
    pending.map(({ dueAt, what }) => [dueAt, what]),
    "",
  )}`;
}

function readFactor(text: string): number {
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text);
  throw new InvalidArgumentError("A speed is a number such as 60.");
}
