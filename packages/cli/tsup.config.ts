import { readFileSync } from "node:fs";
import { publicPackage } from "../../tsup.shared.js";

const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };

export default publicPackage({
  entry: { main: "src/main.ts" },
  format: ["esm"], // a command is started, never imported
  dts: false,
  define: { __SENDO_VERSION__: JSON.stringify(version) },
});
