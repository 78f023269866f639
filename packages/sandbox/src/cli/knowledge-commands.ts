import type { Command } from "commander";
import type { Assumption } from "../ledger/assumption.js";
import { controlVerb } from "./control-verb.js";
import { table } from "./table.js";

/** `magic`: numbers whose last four digits are the outcome. */
export function magicCommand(): Command {
  return controlVerb<object, Readonly<Record<string, unknown>>>({
    usage: "magic",
    description: "list numbers that make a send end in a chosen way",
    method: "GET",
    path: "/magic",
    print: (answer) => {
      const rows =
        Object.values(answer).find((value): value is Record<string, unknown>[] => Array.isArray(value)) ?? [];
      return table(
        rows.map((row) => Object.values(row).map((cell) => (typeof cell === "string" ? cell : JSON.stringify(cell)))),
        "No magic numbers.",
      );
    },
  });
}

/** `fidelity`: how sure it is that Sendo does the same. */
export function fidelityCommand(): Command {
  return controlVerb<object, { assumptions: readonly Assumption[] }>({
    usage: "fidelity",
    description: "list what is documented and what is assumed of the API, and the option that changes it",
    method: "GET",
    path: "/fidelity",
    print: ({ assumptions }) =>
      table(
        assumptions.map(({ grade, id, option, statement }) => [grade, id, option, statement]),
        "Nothing is assumed.",
      ),
  });
}
