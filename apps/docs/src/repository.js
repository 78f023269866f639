import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

/** The packages that are published, in the order in which a reader meets them. */
export const PACKAGES = ["core", "express", "fastify", "nestjs", "sandbox", "redis", "bullmq", "verify", "cli"];

const manifestOf = (name) => JSON.parse(readFileSync(join(ROOT, "packages", name, "package.json"), "utf8"));

for (const name of readdirSync(join(ROOT, "packages"))) {
  if (!manifestOf(name).private && !PACKAGES.includes(name))
    throw new Error(`packages/${name} is public and not in PACKAGES`);
}

/** Every public entry point (`@sendo/core/gate`) and the source file that it is built from. */
export const ENTRY_POINTS = PACKAGES.flatMap((name) =>
  Object.entries(manifestOf(name).exports)
    .filter(([, target]) => typeof target === "object")
    .map(([subpath, target]) => ({
      name: join(`@sendo/${name}`, subpath),
      file: sourceOf(name, target.import.default),
    })),
);

function sourceOf(name, built) {
  const source = join(ROOT, "packages", name, "src");
  const base = built.replace(/^\.\/dist\/(.*)\.js$/, "$1");
  const candidates = [`${base}.ts`, `${base}/index.ts`, ...readdirSync(source).map((folder) => `${folder}/${base}.ts`)];
  const found = candidates.map((path) => join(source, path)).find((path) => existsSync(path));
  if (!found) throw new Error(`no source of ${built} in packages/${name}`);
  return found;
}
