import { copyFile } from "node:fs/promises";
import { defineConfig } from "tsup";

export default defineConfig({
  entry: { index: "src/index.ts", suite: "src/suite/index.ts" },
  format: ["esm"],
  dts: true,
  target: "node20",
  clean: true,
  removeNodeProtocol: false,
  // Read at run time, beside the code that reads it: in src and in dist alike.
  onSuccess: () => copyFile("src/page.html", "dist/page.html"),
});
