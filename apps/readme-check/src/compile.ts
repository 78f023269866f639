import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { PRELUDES } from "./preludes.js";
import type { Snippet } from "./snippets.js";

const FOLDER = fileURLToPath(new URL("../generated", import.meta.url));

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts"],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  strict: true,
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

/** Type-checks all snippets as modules of their own, and writes them where Node can run them. */
export function compileSnippets(snippets: readonly Snippet[]): CompiledSnippet[] {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, "package.json"), '{ "type": "module" }');
  const sources = snippets.map((snippet) => {
    const file = join(FOLDER, `${snippet.name.replace(/[^a-z0-9]+/gi, "-")}.ts`);
    writeFileSync(file, `${PRELUDES[snippet.name] ?? ""}${snippet.code}\nexport {};\n`);
    return { ...snippet, file };
  });
  const program = ts.createProgram(
    sources.map(({ file }) => file),
    OPTIONS,
  );
  program.emit();
  return sources.map(({ name, file }) => ({
    name,
    file: file.replace(/\.ts$/, ".js"),
    problems: ts
      .getPreEmitDiagnostics(program, program.getSourceFile(file))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n")),
  }));
}
