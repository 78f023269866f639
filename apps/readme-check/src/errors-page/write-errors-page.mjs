// `pnpm docs:errors` writes docs/errors.md. A test compares the page with the code.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";

const { module } = await runnerImport(fileURLToPath(new URL("errors-page.ts", import.meta.url)), { logLevel: "error" });
writeFileSync(module.ERRORS_PAGE, await module.errorsPage());
