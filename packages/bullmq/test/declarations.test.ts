import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compileUnderPnpm } from "@sendo-internal/test-kit/types";
import { expect, test } from "vitest";

const PACKAGE = fileURLToPath(new URL("..", import.meta.url));
const installed = (name: string): string => join(PACKAGE, "node_modules", name);
const PROGRAM = `
import { InjectSendoOutbox, SendoOutboxModule } from "@sendo/bullmq/nestjs";
export const outbox = SendoOutboxModule.forRoot({ connection: {} });
export const late = SendoOutboxModule.forRootAsync({ useFactory: () => ({ connection: {} }) });
export const InjectOutbox = InjectSendoOutbox();
`;

test("TypeScript#59172: under pnpm, exports of what the outbox's module returns compile with declaration: true", () => {
  const names = ["@nestjs/common", "@sendo/core", "@sendo/nestjs"];
  const packages = Object.fromEntries(names.map((name) => [name, installed(name)]));
  expect(compileUnderPnpm({ packages: { "@sendo/bullmq": PACKAGE, ...packages }, program: PROGRAM })).toEqual([]);
}, 120_000);
