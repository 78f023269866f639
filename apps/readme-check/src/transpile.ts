import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { OPTIONS } from "./compiler-options.js";
import { slug, type Snippet } from "./snippets.js";

/** A snippet in a file of its own. */
export interface WrittenSnippet {
  readonly name: string;
  readonly file: string;
}

/**
 * Writes all snippets as JavaScript that Node can run. Their types are not checked: types.test.ts does that once for all.
 *
 * @param into - A folder of this app, which is emptied first.
 */
export function transpileSnippets(snippets: readonly Snippet[], into: string): WrittenSnippet[] {
  const compilerOptions = { ...OPTIONS, module: ts.ModuleKind.ESNext };
  return writeSnippets(snippets, into).map(({ name, file, code }) => {
    const runnable = file.replace(/ts$/, "js");
    writeFileSync(runnable, ts.transpileModule(code, { compilerOptions, fileName: file }).outputText);
    return { name, file: runnable };
  });
}

/** Writes all snippets as TypeScript modules. */
export function writeSnippets(snippets: readonly Snippet[], into: string): (WrittenSnippet & { code: string })[] {
  const folder = fileURLToPath(new URL(`../${into}`, import.meta.url));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  return snippets.map((snippet) => {
    const file = join(folder, `${snippet.path ?? slug(snippet.name)}.${snippet.extension ?? "ts"}`);
    const code = `${snippet.code}\nexport {};\n`;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, code);
    return { name: snippet.name, file, code };
  });
}
