import { fileURLToPath } from "node:url";

// Not those in node_modules/.bin: a signal would end only the shell script there, and not the runtime that it started.
const binary = (path) => fileURLToPath(new URL(`../node_modules/${path}`, import.meta.url));

/** The runtimes as commands, to which a script is appended. */
export const NODE = [process.execPath];
export const BUN = [binary("bun/bin/bun.exe")];
export const DENO = [binary("deno/deno"), "run", "-A"];
export const WORKERD = [binary("workerd/bin/workerd")];
