import { defineConfig } from "tsup";

export default defineConfig({
  entry: ["src/app.ts", "src/server.ts", "src/workers.ts"],
  format: ["esm"],
  dts: { entry: ["src/app.ts"] },
  target: "node20",
  clean: true,
  removeNodeProtocol: false,
});
