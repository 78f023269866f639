import { privatePackage } from "../../tsup.shared.js";

const ENTRIES = ["adapter-contract", "examples", "gate-contract", "postgres", "redis", "sql-stores", "types"];

export default privatePackage({
  entry: Object.fromEntries(ENTRIES.map((name) => [name, `src/${name}/index.ts`])),
  external: ["typescript"], // every package has it from the root
});
