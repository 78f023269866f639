// `RUNTIME program.mjs SCENARIO OPTIONS [hidden]`: plays a scenario and prints its result. With `hidden`, core does not recognize Deno.
import * as scenarios from "./scenario.mjs";

const [scenario, options, hidden] = process.argv.slice(2);
if (hidden)
  Object.defineProperty(globalThis, "Deno", { value: Object.create(globalThis.Deno, { version: { value: {} } }) });
console.log(JSON.stringify((await scenarios[scenario](JSON.parse(options))) ?? null));
process.exit(0);
