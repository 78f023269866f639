import { readFileSync, writeFileSync } from "node:fs";
import { thirdPartyNotices } from "../../third-party-notices.js";
import { publicPackage } from "../../tsup.shared.js";

const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };

/** Compiled into the package, so that it installs as one (docs/decisions/2026-11-28-bundled-dependencies.md). */
const BUNDLED = ["zod", "libphonenumber-js"];

export default publicPackage({
  entry: {
    index: "src/index.ts",
    gate: "src/gate/index.ts",
    adapter: "src/adapter/index.ts",
    guard: "src/guard/index.ts",
    phone: "src/sms/phone.ts",
    stores: "src/stores/index.ts",
    testing: "src/testing/index.ts",
    "testing/stores": "src/testing/stores/index.ts",
  },
  noExternal: BUNDLED,
  define: { __SENDO_VERSION__: JSON.stringify(version) },
  onSuccess: () => {
    writeFileSync("dist/THIRD-PARTY-NOTICES.md", thirdPartyNotices(BUNDLED.map((name) => `node_modules/${name}`)));
    return Promise.resolve();
  },
});
