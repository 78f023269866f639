import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { slug, type Snippet } from "./snippets.js";

/** Strict, and the two options beyond `strict` that libraries are most often found not to heed. */
export const OPTIONS: ts.CompilerOptions = {
  // What a reader of JavaScript is left with when the types are gone: syntax that one of our Nodes does not know fails there.
  target: ts.ScriptTarget.ESNext,
  lib: ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts"],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: true,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  types: ["node"],
};

/** A snippet that can be run. */
export interface CompiledSnippet {
  readonly name: string;
  readonly file: string;
  /** What the compiler has against it. */
  readonly problems: readonly string[];
}

/** Type-checks all snippets as modules of their own, in a folder of this app, and writes them where Node can run them. */
export function compileSnippets(snippets: readonly Snippet[], into: string): CompiledSnippet[] {
  const folder = fileURLToPath(new URL(`../${into}`, import.meta.url));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  const sources = snippets.map((snippet) => {
    const file = join(folder, `${snippet.path ?? slug(snippet.name)}.${snippet.extension ?? "ts"}`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${snippet.code}\nexport {};\n`);
    return { ...snippet, file };
  });
  const program = ts.createProgram(
    sources.map(({ file }) => file),
    OPTIONS,
  );
  for (const { file } of sources) program.emit(program.getSourceFile(file));
  return sources.map(({ name, file }) => ({
    name,
    file: file.replace(/ts$/, "js"),
    problems: ts
      .getPreEmitDiagnostics(program, program.getSourceFile(file))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n")),
  }));
}
