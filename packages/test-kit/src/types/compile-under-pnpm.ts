import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "typescript";

/** An app that uses a package, and what it has installed. */
export interface PnpmApp {
  /** The folder of each package that the app itself names. */
  readonly packages: Readonly<Record<string, string>>;
  /** TypeScript that exports what the packages return. */
  readonly program: string;
}

/**
 * Compiles an app with `declaration: true`. As pnpm installs it: what the app has not named itself is found from its real place only,
 * so the compiler can name no type of it.
 *
 * @returns What the compiler has against it.
 */
export function compileUnderPnpm({ packages, program }: PnpmApp): string[] {
  const project = mkdtempSync(join(tmpdir(), "sendo-declarations-"));
  try {
    for (const [name, folder] of Object.entries(packages)) {
      mkdirSync(join(project, "node_modules", name, ".."), { recursive: true });
      symlinkSync(realpathSync(folder), join(project, "node_modules", name), "dir");
    }
    writeFileSync(join(project, "package.json"), '{ "type": "module" }');
    const file = join(project, "app.ts");
    writeFileSync(file, program);
    const compiled = ts.createProgram([file], {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext,
      strict: true,
      skipLibCheck: true,
      experimentalDecorators: true,
      declaration: true,
      outDir: join(project, "out"),
      types: [],
    });
    return [...ts.getPreEmitDiagnostics(compiled), ...compiled.getDeclarationDiagnostics()].map(({ messageText }) =>
      ts.flattenDiagnosticMessageText(messageText, "\n"),
    );
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
}
