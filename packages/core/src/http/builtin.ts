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
 * @internal A module of Node's, loaded on first use instead of imported. An import of `node:crypto`, `node:https` or `node:fs` as an
 * ES module evaluates each of its exports, WebCrypto, `WebSocket` and `fs.promises` among them: two thirds of the CPU time of an
 * import of this package, and 10 MB, for what we do not use.
 *
 * @throws A {@link SendoConfigError} `config_runtime_unsupported` on a runtime that cannot load modules in this way.
 */
export function builtin<Name extends keyof BuiltIns>(name: Name): BuiltIns[Name] {
  return (loaded[name] ??= load(name));
}

function load<Name extends keyof BuiltIns>(name: Name): BuiltIns[Name] {
  // Missing before Node 20.16 and where there is no `process`: even there an import of this package must not throw.
  const { process } = globalThis as { process?: Partial<NodeJS.Process> };
  const found = process?.getBuiltinModule?.(name);
  if (found !== undefined) return found;
  const engine = process?.versions === undefined ? "This runtime" : `Node ${process.versions.node} is too old: it`;
  const message = `${engine} has no \`process.getBuiltinModule\`. Use Node 20.19, 22.12 or 24 and newer, or Bun 1.4 and newer.`;
  throw new SendoConfigError({ code: "config_runtime_unsupported", message });
}
