import type { Outcome } from "@sendo/core";

/** Exit codes of all commands. This list appears in the help output and in `docs/cli.md`. */
export const EXIT_CODES = [
  { code: 0, name: "done", meaning: "Success. Sendo accepted every message that the command sent." },
  {
    code: 1,
    name: "failed",
    meaning: "A read request failed, `doctor` or `lint` found a problem, or the command failed unexpectedly.",
  },
  { code: 2, name: "usage", meaning: "Invalid usage or configuration. Nothing was sent." },
  { code: 3, name: "rejected", meaning: "Sendo rejected the request." },
  { code: 4, name: "notSent", meaning: "Nothing was sent, and the command will not retry." },
  {
    code: 5,
    name: "unknown",
    meaning:
      "The message may have been sent, or the webhook may have been changed. Do not make the same request again. (`send-csv` can be run again, because it looks up such rows first.) If the error contains a `next` command, run it.",
  },
  {
    code: 6,
    name: "absent",
    meaning: "`resolve` did not find the message, or `wait` found that it failed or expired.",
  },
  { code: 130, name: "stopped", meaning: "The command was stopped by Ctrl+C." },
] as const;

type ExitName = (typeof EXIT_CODES)[number]["name"];

export const EXIT = Object.fromEntries(EXIT_CODES.map(({ name, code }) => [name, code])) as Readonly<
  Record<ExitName, number>
>;

/** Exit code for each outcome of a write. */
export const EXIT_OF_OUTCOME: Readonly<Record<Outcome, number>> = {
  accepted: EXIT.done,
  rejected: EXIT.rejected,
  "not-sent": EXIT.notSent,
  unknown: EXIT.unknown,
};
