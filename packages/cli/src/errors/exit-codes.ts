import type { Outcome } from "@sendo/core";

/** What a command ends with. The command line's help and `docs/cli.md` print this list. */
export const EXIT_CODES = [
  { code: 0, name: "done", meaning: "Done. A send: Sendo has accepted the message." },
  { code: 1, name: "failed", meaning: "Failed: a read, a change other than a send, or a check of `doctor`." },
  { code: 2, name: "usage", meaning: "Wrong usage or configuration. Nothing was sent." },
  { code: 3, name: "rejected", meaning: "Sendo rejected the request." },
  { code: 4, name: "notSent", meaning: "Nothing was sent, and nothing will be." },
  {
    code: 5,
    name: "unknown",
    meaning: "The message may have been sent. Do not send it again; run the printed `sendo resolve` command.",
  },
  { code: 6, name: "absent", meaning: "`resolve` found no such message, or `wait` saw the message fail or expire." },
  { code: 130, name: "stopped", meaning: "Stopped by Ctrl+C." },
] as const;

type ExitName = (typeof EXIT_CODES)[number]["name"];

/** The exit codes by name. */
export const EXIT = Object.fromEntries(EXIT_CODES.map(({ name, code }) => [name, code])) as Readonly<
  Record<ExitName, number>
>;

/** The exit code for what became of a write. */
export const EXIT_OF_OUTCOME: Readonly<Record<Outcome, number>> = {
  accepted: EXIT.done,
  rejected: EXIT.rejected,
  "not-sent": EXIT.notSent,
  unknown: EXIT.unknown,
};
