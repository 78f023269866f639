import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** One of the addresses that users import from. */
export interface EntryPoint {
  /** Such as `@sendo/core/gate`. */
  readonly name: string;
  /** The folder below `packages`: `core`. */
  readonly folder: string;
  /** The declarations that were built for `import`. */
  readonly file: string;
}

interface Manifest {
  readonly private?: boolean;
  readonly exports: Record<string, string | { readonly import: { readonly types: string } }>;
}

const PACKAGES = fileURLToPath(new URL("../../../packages", import.meta.url));

/** Every entry point of every package that is published. Core's come first, since the others build on it. */
export function findEntryPoints(): EntryPoint[] {
  const folders = readdirSync(PACKAGES).sort((a, b) => Number(b === "core") - Number(a === "core"));
  return folders.flatMap((folder) => {
    const manifest = JSON.parse(readFileSync(join(PACKAGES, folder, "package.json"), "utf8")) as Manifest;
    if (manifest.private) return [];
    return Object.entries(manifest.exports).flatMap(([path, target]) =>
      typeof target === "string"
        ? []
        : [{ name: join(`@sendo/${folder}`, path), folder, file: join(PACKAGES, folder, target.import.types) }],
    );
  });
}
