import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/**
 * @internal Reads the unofficial OpenAPI document for Sendo's API. The build generates it from the API contract
 * (`contract/`).
 */
export async function readOpenApi(): Promise<object> {
  // The file is next to the bundle. Tests that run from source use the `dist` folder.
  const files = ["./openapi.json", "../../dist/openapi.json"].map((from) =>
    fileURLToPath(new URL(from, import.meta.url)),
  );
  return JSON.parse(await readFile(files.find((file) => existsSync(file)) ?? files[0]!, "utf8")) as object;
}
