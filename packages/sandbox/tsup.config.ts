import { readFileSync } from "node:fs";
import { defineConfig } from "tsup";

const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };

export default defineConfig({
  entry: { index: "src/index.ts", bin: "src/bin.ts" },
  format: ["esm", "cjs"],
  dts: { entry: { index: "src/index.ts" } },
  target: "node20",
  clean: true,
  sourcemap: true,
  treeshake: true,
  shims: true, // import.meta.url, also in CJS: the page lies beside the bundle
  removeNodeProtocol: false,
  define: { __SENDO_VERSION__: JSON.stringify(version) },
  // Private, so it cannot be installed beside us; what it needs itself is declared in our dependencies.
  noExternal: ["@sendo-internal/local-authority"],
});
