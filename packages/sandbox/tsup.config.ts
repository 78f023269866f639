import { defineConfig } from "tsup";

export default defineConfig({
  entry: { index: "src/index.ts", bin: "src/bin.ts" },
  format: ["esm", "cjs"],
  dts: { entry: { index: "src/index.ts" } },
  target: "node20",
  clean: true,
  sourcemap: true,
  treeshake: true,
  removeNodeProtocol: false,
  // Private, so it cannot be installed beside us; what it needs itself is declared in our dependencies.
  noExternal: ["@sendo-internal/local-authority"],
});
