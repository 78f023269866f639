import { readFileSync } from "node:fs";
import { defineConfig } from "tsup";

const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };

const library = {
  index: "src/index.ts",
  vitest: "src/vitest.ts",
  jest: "src/jest.ts",
  "global-setup": "src/global-setup.ts",
  "global-teardown": "src/global-teardown.ts",
};

export default defineConfig({
  entry: { ...library, bin: "src/bin.ts" },
  format: ["esm", "cjs"],
  dts: { entry: library },
  target: "node20",
  clean: true,
  sourcemap: true,
  treeshake: true,
  shims: true, // import.meta.url, also in CJS: the page lies beside the bundle
  removeNodeProtocol: false,
  define: { __SENDO_VERSION__: JSON.stringify(version) },
  noExternal: [
    "@sendo-internal/local-authority", // private, so it cannot be installed beside us
    // What certificates need comes in the same file: reading some 200 small ones was most of a start's time.
    /^@peculiar\//,
    "reflect-metadata",
    "tsyringe",
    "tslib",
    "asn1js",
    "pvtsutils",
    "pvutils",
  ],
});
