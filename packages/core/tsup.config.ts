import { readFileSync, writeFileSync } from "node:fs";
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
    writeFileSync("dist/THIRD-PARTY-NOTICES.md", thirdPartyNotices(BUNDLED));
    return Promise.resolve();
  },
});

/** The licences of what the package contains, as their owners ask for. */
function thirdPartyNotices(names: readonly string[]): string {
  const sections = names.map((name) => {
    const folder = `node_modules/${name}`;
    const { version: bundled, license } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8")) as {
      version: string;
      license: string;
    };
    return `## ${name} ${bundled} (${license})\n\n${readFileSync(`${folder}/LICENSE`, "utf8").trim()}\n`;
  });
  return `# Third-party notices\n\nThis package contains code of the following packages.\n\n${sections.join("\n")}`;
}
