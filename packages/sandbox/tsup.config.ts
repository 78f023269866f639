import { defineConfig, type Options } from "tsup";

const shared: Options = {
  target: "node20",
  sourcemap: true,
  treeshake: true,
  removeNodeProtocol: false,
  // Private, so it cannot be installed beside us; what it needs itself is declared in our dependencies.
  noExternal: ["@sendo-internal/local-authority"],
};

export default defineConfig([
  { ...shared, entry: { index: "src/index.ts" }, format: ["esm", "cjs"], dts: true, clean: true },
]);
