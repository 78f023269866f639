import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compileUnderPnpm } from "@sendo-internal/test-kit/types";
import { expect, it } from "vitest";

const PACKAGE = fileURLToPath(new URL("..", import.meta.url));
const installed = (name: string): string => join(PACKAGE, "node_modules", name);
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
    const packages = {
      "@sendo/express": PACKAGE,
      "@sendo/core": installed("@sendo/core"),
      "@types/express": installed(types),
    };
    expect(compileUnderPnpm({ packages, program: PROGRAM })).toEqual([]);
  },
  120_000,
);
