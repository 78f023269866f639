// Makes dist/openapi.json from the API contract in core and the routes of the sandbox, as part of `pnpm build`. With `--docs` it makes
// docs/api.md and docs/send-message.md of the same, and the table of operations in docs/sandbox.md.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";

const load = async (file) =>
  (await runnerImport(fileURLToPath(new URL(file, import.meta.url)), { logLevel: "error" })).module;

const document = (await load("open-api.ts")).openApi();
if (process.argv.includes("--docs")) {
  const { apiPage } = await load("api-page.ts");
  writeFileSync(new URL("../../../docs/api.md", import.meta.url), await apiPage(document));
  const { sendPage } = await load("send-page.ts");
  writeFileSync(new URL("../../../docs/send-message.md", import.meta.url), await sendPage(document));
  const page = new URL("../../../docs/sandbox.md", import.meta.url);
  writeFileSync(page, await (await load("control-table.ts")).withControlTable(readFileSync(page, "utf8")));
} else {
  writeFileSync(new URL("../dist/openapi.json", import.meta.url), `${JSON.stringify(document)}\n`);
}
