import { readFileSync } from "node:fs";
import { publicPackage } from "../../tsup.shared.js";

const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };

const library = {
  index: "src/index.ts",
  vitest: "src/vitest.ts",
  jest: "src/jest.ts",
  "global-setup": "src/global-setup.ts",
  "global-teardown": "src/global-teardown.ts",
};

export default publicPackage({
  entry: { ...library, bin: "src/bin.ts" },
  dts: { entry: library },
  shims: true, // import.meta.url, also in CJS: the page lies beside the bundle
  define: { __SENDO_VERSION__: JSON.stringify(version) },
});
