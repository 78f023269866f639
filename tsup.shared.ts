import type { Options } from "tsup";

/** Compiled alike for every package and app. */
const COMMON = {
  target: "node20",
  clean: true,
  removeNodeProtocol: false, // the default turns "node:crypto" into "crypto"
} satisfies Options;

/**
 * How a public package is built: for ESM and CommonJS. `own` says what differs. Entries share chunks in both formats: each CommonJS
 * entry would otherwise have error classes of its own, and `instanceof` would fail across entries.
 */
export function publicPackage(own: Options): Options {
  return { ...COMMON, format: ["esm", "cjs"], dts: true, splitting: true, treeshake: true, ...own };
}

/** How a private package or an app is built: for ESM. `own` says what differs. */
export function privatePackage(own: Options): Options {
  return { ...COMMON, format: ["esm"], dts: true, ...own };
}
