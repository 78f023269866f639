import { SendoConfigError } from "../errors/errors.js";

interface BuiltIns {
  "node:buffer": typeof import("node:buffer");
  "node:crypto": typeof import("node:crypto");
  "node:fs": typeof import("node:fs");
  "node:http": typeof import("node:http");
  "node:https": typeof import("node:https");
  "node:net": typeof import("node:net");
  "node:tls": typeof import("node:tls");
  "node:util": typeof import("node:util");
}

const loaded: { [Name in keyof BuiltIns]?: BuiltIns[Name] } = {};

/**
 * @internal Loads a Node module on first use. Importing `node:crypto`, `node:https` or `node:fs` as an ES module evaluates every
 * export. These evaluations accounted for two thirds of this package's import time and 10 MB of memory.
 *
 * @throws A {@link SendoConfigError} with code `config_runtime_unsupported` on a runtime that cannot load modules this way.
 */
export function builtin<Name extends keyof BuiltIns>(name: Name): BuiltIns[Name] {
  return (loaded[name] ??= load(name));
}

function load<Name extends keyof BuiltIns>(name: Name): BuiltIns[Name] {
  // This function is missing in Node versions before 20.16 and on runtimes without `process`. Even then, importing this
  // package must not throw.
  const { process } = globalThis as { process?: Partial<NodeJS.Process> };
  const found = process?.getBuiltinModule?.(name);
  if (found !== undefined) return found;
  const engine = process?.versions === undefined ? "This runtime" : `Node ${process.versions.node} is too old: it`;
  const message = `${engine} has no \`process.getBuiltinModule\`. Use Node 20.19+, 22.12+ or 24+, or Bun 1.4+.`;
  throw new SendoConfigError({ code: "config_runtime_unsupported", message });
}
