import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, it, onTestFinished } from "vitest";

const PACKAGE = fileURLToPath(new URL("..", import.meta.url));
const PROGRAM = `
import { sendo, sendoErrorHandler, sendoGate, sendoGateErrors, sendoWebhooks } from "@sendo/express";
export const middleware = sendo();
export const accounts = sendo({ accounts: { eu: {} }, resolve: async () => "eu" as const });
export const webhook = sendoWebhooks({ on: {} });
export const errors = sendoErrorHandler();
export const gate = sendoGate({ keys: [] });
export const gateErrors = sendoGateErrors({ onError: () => {} });
`;

it.each(["@types/express", "@types/express4", "@types/express5"])(
  "TypeScript#59172: under pnpm, exports of what this package returns compile with declaration: true (%s)",
  (types) => {
    // As pnpm installs it: what the app has not named itself is found from its real place only.
    const project = mkdtempSync(join(tmpdir(), "sendo-declarations-"));
    onTestFinished(() => rmSync(project, { recursive: true, force: true }));
    const install = (name: string, from: string): void => {
      mkdirSync(join(project, "node_modules", name, ".."), { recursive: true });
      symlinkSync(realpathSync(from), join(project, "node_modules", name), "dir");
    };
    install("@sendo/express", PACKAGE);
    install("@sendo/core", join(PACKAGE, "node_modules/@sendo/core"));
    install("@types/express", join(PACKAGE, "node_modules", types));
    expect(existsSync(join(project, "node_modules/@types/express-serve-static-core"))).toBe(false);
    writeFileSync(join(project, "package.json"), '{ "type": "module" }');
    const file = join(project, "app.ts");
    writeFileSync(file, PROGRAM);
    const program = ts.createProgram([file], {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext,
      strict: true,
      skipLibCheck: true,
      declaration: true,
      outDir: join(project, "out"),
      types: [],
    });
    const problems = [...ts.getPreEmitDiagnostics(program), ...program.getDeclarationDiagnostics()];
    expect(problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"))).toEqual([]);
  },
  120_000,
);
