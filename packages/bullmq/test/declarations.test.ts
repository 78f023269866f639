import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";

const PACKAGE = fileURLToPath(new URL("..", import.meta.url));
const PROGRAM = `
import { InjectSendoOutbox, SendoOutboxModule } from "@sendo/bullmq/nestjs";
export const outbox = SendoOutboxModule.forRoot({ connection: {} });
export const late = SendoOutboxModule.forRootAsync({ useFactory: () => ({ connection: {} }) });
export const InjectOutbox = InjectSendoOutbox();
`;

test("TypeScript#59172: under pnpm, exports of what the outbox's module returns compile with declaration: true", () => {
  // As pnpm installs it: what the app has not named itself is found from its real place only.
  const project = mkdtempSync(join(tmpdir(), "sendo-declarations-"));
  try {
    const install = (name: string, from: string): void => {
      mkdirSync(join(project, "node_modules", name, ".."), { recursive: true });
      symlinkSync(realpathSync(from), join(project, "node_modules", name), "dir");
    };
    install("@sendo/bullmq", PACKAGE);
    for (const name of ["@nestjs/common", "@sendo/core", "@sendo/nestjs"])
      install(name, join(PACKAGE, "node_modules", name));
    writeFileSync(join(project, "package.json"), '{ "type": "module" }');
    const file = join(project, "app.ts");
    writeFileSync(file, PROGRAM);
    const program = ts.createProgram([file], {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext,
      strict: true,
      skipLibCheck: true,
      experimentalDecorators: true,
      declaration: true,
      outDir: join(project, "out"),
      types: [],
    });
    const problems = [...ts.getPreEmitDiagnostics(program), ...program.getDeclarationDiagnostics()];
    expect(problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"))).toEqual([]);
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
}, 120_000);
