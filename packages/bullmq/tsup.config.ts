import { defineConfig } from "tsup";

export default defineConfig({
  entry: ["src/index.ts", "src/nestjs.ts"],
  format: ["esm", "cjs"],
  dts: true,
  target: "node20",
  clean: true,
  sourcemap: true,
  treeshake: true,
  removeNodeProtocol: false,
});
