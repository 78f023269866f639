import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/**
 * @internal Reads the unofficial OpenAPI document for Sendo's API. The build generates the document from the API
 * contract (`contract/`).
 */
export async function readOpenApi(): Promise<object> {
  // In the published package, the document is next to the bundle. If tests run from source, it is in the `dist` folder.
  const files = ["./openapi.json", "../../dist/openapi.json"].map((from) =>
    fileURLToPath(new URL(from, import.meta.url)),
  );
  return JSON.parse(await readFile(files.find((file) => existsSync(file)) ?? files[0]!, "utf8")) as object;
}
