import { SendoConfigError } from "../errors/errors.js";

/**
 * @internal `node:http`, loaded at its first use instead of imported. From Node 22 on, importing it as an ES module touches every
 * export, `WebSocket` among them, and Node loads undici for that: 10 MB and some 20 ms, for nothing that we use.
 *
 * @throws A {@link SendoConfigError} `config_runtime_unsupported` on a Node that is too old to load it this way.
 */
export function nodeHttp(): typeof import("node:http") {
  // Missing before Node 20.16, where even an import of this package must not throw.
  const isTooOld = (process as Partial<NodeJS.Process>).getBuiltinModule === undefined;
  if (isTooOld) throw new SendoConfigError({ code: "config_runtime_unsupported" });
  return process.getBuiltinModule("node:http");
}
