import { Command } from "commander";
import type { Assumption } from "../assumptions/assumption.js";
import type { MagicNumber } from "../engine/magic-numbers.js";
import { readOpenApi } from "../internal/open-api-file.js";
import { controlVerb } from "./control-verb.js";
import { table } from "./table.js";

/** `magic`: numbers whose last four digits are the outcome. */
export function magicCommand(): Command {
  return controlVerb<object, { numbers: readonly MagicNumber[] }>({
    usage: "magic",
    description: "list numbers that make a send end in a chosen way",
    method: "GET",
    path: "/magic",
    print: ({ numbers }) =>
      table(
        numbers.map(({ suffix, example, outcome }) => [suffix, example, outcome]),
        "No magic numbers.",
      ),
  });
}

/** `openapi`: the same document as `GET /openapi`, without a running sandbox. */
export function openApiCommand(): Command {
  return new Command("openapi")
    .description("print the unofficial OpenAPI 3.1 document of Sendo's API")
    .action(async () => console.log(JSON.stringify(await readOpenApi(), null, 2)));
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
