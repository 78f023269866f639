import { readFileSync } from "node:fs";
import { defineConfig } from "tsup";

const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };

export default defineConfig({
  entry: {
    index: "src/index.ts",
    gate: "src/gate/index.ts",
    adapter: "src/adapter/index.ts",
    phone: "src/sms/phone.ts",
    stores: "src/stores/index.ts",
    testing: "src/testing/index.ts",
    "testing-stores": "src/testing/stores/index.ts",
  },
  format: ["esm", "cjs"],
  dts: true,
  target: "node20",
  clean: true,
  // Without it each CommonJS entry would have error classes of its own, and `instanceof` would fail across entries.
  splitting: true,
  treeshake: true,
  removeNodeProtocol: false,
  define: { __SENDO_VERSION__: JSON.stringify(version) },
});
