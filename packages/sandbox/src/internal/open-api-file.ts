import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** @internal The unofficial OpenAPI document of Sendo's API, which the build makes of the wire contract (`contract/`). */
export async function readOpenApi(): Promise<object> {
  // Beside the bundle, or, for tests that run from the sources, where the build has put it.
  const files = ["./openapi.json", "../../dist/openapi.json"].map((from) =>
    fileURLToPath(new URL(from, import.meta.url)),
  );
  return JSON.parse(await readFile(files.find((file) => existsSync(file)) ?? files[0]!, "utf8")) as object;
}
