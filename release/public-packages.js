import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** The packages that are published, each with its folder, such as `packages/core`, and its package.json. */
export function publicPackages(root = ROOT) {
  return readdirSync(`${root}/packages`)
    .map((name) => `packages/${name}`)
    .map((folder) => ({ folder, manifest: JSON.parse(readFileSync(`${root}/${folder}/package.json`, "utf8")) }))
    .filter(({ manifest }) => manifest.private !== true);
}
