import { defineConfig } from "tsup";

export default defineConfig({
  entry: { index: "src/index.ts", gate: "src/gate/index.ts", adapter: "src/adapter/index.ts" },
  format: ["esm", "cjs"],
  dts: true,
  target: "node20",
  clean: true,
  sourcemap: true,
  treeshake: true,
  removeNodeProtocol: false,
});
