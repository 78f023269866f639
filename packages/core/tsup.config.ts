import { readFileSync } from "node:fs";
import { defineConfig } from "tsup";

const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };

export default defineConfig({
  entry: {
    index: "src/index.ts",
    gate: "src/gate/index.ts",
    adapter: "src/adapter/index.ts",
    phone: "src/sms/phone.ts",
    testing: "src/testing/index.ts",
  },
  format: ["esm", "cjs"],
  dts: true,
  target: "node20",
  clean: true,
  sourcemap: true,
  treeshake: true,
  removeNodeProtocol: false,
  define: { __SENDO_VERSION__: JSON.stringify(version) },
});
