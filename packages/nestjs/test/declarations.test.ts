import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compileUnderPnpm } from "@sendo-internal/test-kit/types";
import { expect, it } from "vitest";

const PACKAGE = fileURLToPath(new URL("..", import.meta.url));
const installed = (name: string): string => join(PACKAGE, "node_modules", name);
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
    const names = ["@nestjs/common", "@nestjs/core", ...more];
    const packages = Object.fromEntries(names.map((name) => [name, installed(name)]));
    expect(compileUnderPnpm({ packages: { "@sendo/nestjs": PACKAGE, ...packages }, program: PROGRAM })).toEqual([]);
  },
  120_000,
);
