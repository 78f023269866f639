import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, it, onTestFinished } from "vitest";

const PACKAGE = fileURLToPath(new URL("..", import.meta.url));
const PROGRAM = `
import { getSendoToken, InjectSendo, OnSendoEvent, SendoExceptionFilter, SendoGateGuard, SendoModule } from "@sendo/nestjs";
import { SendoHealthIndicator } from "@sendo/nestjs/health";
export const sendo = SendoModule.forRoot({ webhooks: { path: "hook" } });
export const late = SendoModule.forRootAsync({ useFactory: () => ({ apiKey: "k" }) });
export const OnReply = OnSendoEvent("message.incoming");
export const InjectEu = InjectSendo("eu");
export const token = getSendoToken();
export const filter = new SendoExceptionFilter();
export const guard = new SendoGateGuard({ keys: [] });
export const check = (health: SendoHealthIndicator) => health.check("sendo");
`;

it.each([
  ["without @sendo/core", []],
  ["with it", ["@sendo/core"]],
])(
  "TypeScript#59172: under pnpm, exports of what this package returns compile with declaration: true (%s)",
  (_with, more) => {
    // As pnpm installs it: what the app has not named itself is found from its real place only.
    const project = mkdtempSync(join(tmpdir(), "sendo-declarations-"));
    onTestFinished(() => rmSync(project, { recursive: true, force: true }));
    const install = (name: string, from: string): void => {
      mkdirSync(join(project, "node_modules", name, ".."), { recursive: true });
      symlinkSync(realpathSync(from), join(project, "node_modules", name), "dir");
    };
    install("@sendo/nestjs", PACKAGE);
    for (const name of ["@nestjs/common", "@nestjs/core", ...more]) install(name, join(PACKAGE, "node_modules", name));
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
  },
  120_000,
);
