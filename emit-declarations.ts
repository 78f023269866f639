import { rmSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";

const INTO = "generated-types";

/** Entry points by their name in `dist`, each a source file in `src`. */
export type Entry = readonly string[] | Readonly<Record<string, string>>;

/**
 * Emits a declaration for each source file of the package in the current folder, and returns the entry points' declarations for tsup
 * to bundle. `pnpm typecheck` checks the types. tsup would check them again twice, which takes half of a build's time.
 */
export function emitDeclarations(entry: Entry): Record<string, string> {
  const folder = process.cwd();
  const { config } = ts.readConfigFile(join(folder, "tsconfig.json"), (path) => ts.sys.readFile(path)) as {
    config: object;
  };
  const own = { ...config, include: ["src"], exclude: ["src/**/*.test.ts"] };
  const { options, fileNames } = ts.parseJsonConfigFileContent(own, ts.sys, folder, {
    noEmit: false,
    noCheck: true,
    declaration: true,
    emitDeclarationOnly: true,
    rootDir: join(folder, "src"),
    outDir: join(folder, INTO),
  });
  rmSync(join(folder, INTO), { recursive: true, force: true }); // a deleted file must not leave a declaration behind
  const { diagnostics } = ts.createProgram(fileNames, options).emit();
  if (diagnostics.length > 0) throw new Error(ts.formatDiagnostics(diagnostics, HOST));
  const named = Array.isArray(entry) ? (entry as string[]).map((file) => [nameOf(file), file]) : Object.entries(entry);
  return Object.fromEntries(
    named.map(([name, file]) => [name, `${INTO}/${nameOf(file as string)}.d.ts`] as [string, string]),
  );
}

const nameOf = (file: string): string => relative("src", file).replace(/\.ts$/, "");

const HOST: ts.FormatDiagnosticsHost = {
  getCurrentDirectory: () => process.cwd(),
  getCanonicalFileName: (path) => path,
  getNewLine: () => "\n",
};
