import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { SNIPPETS } from "../../../packages/sandbox/page/src/model/snippets.js";

/** A code block in our documentation. */
export interface Snippet {
  /** Such as `packages/core/README.md#2`, counted from 1. */
  readonly name: string;
  readonly code: string;
  /** File name from the first line (`// tell-guest.ts`), without extension, in one folder per document: blocks can import each other. */
  readonly path?: string;
  readonly extension?: "ts" | "mts";
}

const FILE_NAME = /^\/\/ ([\w./-]+?)\.(m?)[jt]s\b/;

/** Guides to frameworks whose bundler finds a module of the app only by its path without extension. Node needs the extension. */
const BUNDLED = new Set(["docs/nextjs.md"]);
const withExtensions = (code: string): string => code.replace(/(?<= from "\.[^"]*)(?=")/g, ".js");

export const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

/** Every block of code that a reader could copy: in the READMEs, in docs/, and on the sandbox's page. */
export function findSnippets(): Snippet[] {
  const onThePage = SNIPPETS.filter(({ name }) => name !== "curl").map(({ name, code }) => ({
    name: `the sandbox's page: ${name}`,
    code: code({}),
  }));
  const inDocuments = documents().flatMap((document) => {
    const blocks = readFileSync(join(ROOT, document), "utf8").matchAll(/^```[jt]s\n([\s\S]*?)^```$/gm);
    return [...blocks].map(([, code], index) => {
      const [, file = String(index + 1), isModule = ""] = FILE_NAME.exec(code!) ?? [];
      const path = `${slug(document)}/${file}`;
      const runnable = BUNDLED.has(document) ? withExtensions(code!) : code!;
      return { name: `${document}#${index + 1}`, code: runnable, path, extension: isModule ? "mts" : "ts" } as const;
    });
  });
  return [...inDocuments, ...onThePage];
}

/** The name as that of a file. */
export function slug(name: string): string {
  return name.replace(/[^a-z0-9]+/gi, "-");
}

/** The path of every README and guide. */
export function documents(): string[] {
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
