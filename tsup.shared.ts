import type { Options } from "tsup";

/** Compiled alike for every package and app. */
const COMMON = {
  target: "node20",
  clean: true,
  removeNodeProtocol: false, // the default turns "node:crypto" into "crypto"
} satisfies Options;

/** How a public package is built: for ESM and CommonJS. `own` says what differs. */
export function publicPackage(own: Options): Options {
  return { ...COMMON, format: ["esm", "cjs"], dts: true, sourcemap: true, treeshake: true, ...own };
}

/** How a private package or an app is built: for ESM. `own` says what differs. */
export function privatePackage(own: Options): Options {
  return { ...COMMON, format: ["esm"], dts: true, ...own };
}
