import type { Options } from "tsup";
import { emitDeclarations, type Entry } from "./emit-declarations.js";

// Declarations are most of a build's time, and a demo needs none.
const hasTypes = process.env.BUILD_WITHOUT_TYPES === undefined;

/** Compiled alike for every package and app. */
const COMMON = {
  target: "node20",
  clean: true, // also of declarations: old ones beside new code would be wrong, and would get into the build's cache
  removeNodeProtocol: false, // the default turns "node:crypto" into "crypto"
} satisfies Options;

/**
 * How a public package is built: for ESM and CommonJS. `own` says what differs. Entries share chunks in both formats: each CommonJS
 * entry would otherwise have error classes of its own, and `instanceof` would fail across entries.
 */
export function publicPackage(own: Options): Options {
  return withTypes({ ...COMMON, format: ["esm", "cjs"], splitting: true, treeshake: true, ...own });
}

/** How a private package or an app is built: for ESM. Its types are those of its source. `own` says what differs. */
export function privatePackage(own: Options): Options {
  return { ...COMMON, format: ["esm"], ...own };
}

function withTypes(options: Options): Options {
  const { dts = true } = options;
  if (!hasTypes || dts === false) return { ...options, dts: false };
  const entry = typeof dts === "object" && dts.entry !== undefined ? dts.entry : options.entry;
  return { ...options, dts: { entry: emitDeclarations(entry as Entry) } };
}
