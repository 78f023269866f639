import { InvalidArgumentError, type Command } from "commander";
import { DURATION_RULE, durationMs, type Duration } from "../time/duration.js";
import type { ReceivedText } from "../tenant/phone.js";
import { controlVerb } from "./control-verb.js";
import { printable } from "./table.js";

interface WaitFlags {
  readonly to: string;
  readonly match: string;
  readonly timeout: Duration;
  readonly print?: number;
}

/** `wait`: for a script that has to read a code. */
export function waitCommand(): Command {
  return controlVerb<WaitFlags, ReceivedText>({
    usage: "wait",
    description: "wait for the next text to a phone that matches, and print it; ends with 2 when none came",
    method: "POST",
    path: "/phones/{id}/wait",
    flags: (command) =>
      command
        .requiredOption("--to <number>", "the phone's number")
        .option("--match <regex>", "what it has to match", "")
        .option("--timeout <duration>", "how long, such as 10s or 2m", readDuration, "10s")
        .option("--print <group>", "print only what this group of the pattern matched, the first being 1", readGroup),
    request: (_, { to, match, timeout }) => ({
      id: to,
      body: { match: match === "" ? "(?:)" : match, timeout },
      timeoutMs: durationMs(timeout)! + 10_000,
    }),
    print: ({ message, captures }, { print, match }) => {
      if (print === undefined) return printable(message.body);
      const captured = captures[print - 1];
      if (captured === undefined || captured === null) throw new Error(`The pattern ${match} has no group ${print}.`);
      return printable(captured);
    },
  });
}

function readDuration(text: string): Duration {
  const duration = /^\d+$/.test(text) ? Number(text) : (text as Duration);
  if (durationMs(duration) !== undefined) return duration;
  throw new InvalidArgumentError(`A duration is ${DURATION_RULE}.`);
}

function readGroup(text: string): number {
  if (/^[1-9]\d?$/.test(text)) return Number(text);
  throw new InvalidArgumentError("A group is a number from 1 to 99.");
}
