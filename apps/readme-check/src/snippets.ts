import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** A block of TypeScript in one of our documents. */
export interface Snippet {
  /** Such as `packages/core/README.md#2`, counted from 1. */
  readonly name: string;
  readonly code: string;
}

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

/** Every block of TypeScript that a reader could copy: in the READMEs and in docs/. */
export function findSnippets(): Snippet[] {
  return documents().flatMap((path) => {
    const blocks = readFileSync(join(ROOT, path), "utf8").matchAll(/^```ts\n([\s\S]*?)^```$/gm);
    return [...blocks].map(([, code], index) => ({ name: `${path}#${index + 1}`, code: code! }));
  });
}

function documents(): string[] {
  const readmes = ["packages", "apps"].flatMap((folder) =>
    readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}/README.md`),
  );
  const guides = readdirSync(join(ROOT, "docs")).map((name) => `docs/${name}`);
  return ["README.md", ...readmes, ...guides].filter((path) => path.endsWith(".md") && exists(path));
}

function exists(path: string): boolean {
  try {
    return readFileSync(join(ROOT, path)).length > 0;
  } catch {
    return false;
  }
}
