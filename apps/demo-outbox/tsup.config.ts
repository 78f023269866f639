import { defineConfig } from "tsup";

export default defineConfig({
  entry: ["src/outbox-board.ts", "src/server.ts", "src/worker.ts"],
  format: ["esm"],
  dts: { entry: ["src/outbox-board.ts"] },
  target: "node20",
  clean: true,
  removeNodeProtocol: false,
});
