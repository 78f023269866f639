import { readFileSync } from "node:fs";
import { publicPackage } from "../../tsup.shared.js";

const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };

export default publicPackage({
  entry: {
    index: "src/index.ts",
    gate: "src/gate/index.ts",
    adapter: "src/adapter/index.ts",
    phone: "src/sms/phone.ts",
    stores: "src/stores/index.ts",
    testing: "src/testing/index.ts",
    "testing-stores": "src/testing/stores/index.ts",
  },
  define: { __SENDO_VERSION__: JSON.stringify(version) },
});
