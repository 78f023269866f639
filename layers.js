import { readFileSync } from "node:fs";

/**
 * The folders of `src` in core, the sandbox and the command line, from the bottom up: each may import those that stand before it. This is the one
 * place to change when a folder is added; the rules and their messages follow (.dependency-cruiser.js, eslint.config.js).
 */
export const LAYERS = {
  core: {
    folders: [
      "internal",
      "errors",
      "observe",
      "http",
      "api",
      "sms",
      "transport",
      "rate-limit",
      "stores",
      "options",
      "call",
      "resources",
      "client.ts",
      "guard",
      "receiver",
      "gate",
      "adapter",
      "testing",
    ],
    rootFiles: ["client.ts", ...exportedFiles("core")],
  },
  sandbox: {
    folders: [
      "errors",
      "internal",
      "time",
      "assumptions",
      "faults",
      "engine",
      "webhooks",
      "api",
      "tenant",
      "state",
      "operations",
      "control",
      "server",
      "remote",
      "cli",
      "testing",
    ],
    rootFiles: ["bin.ts", ...exportedFiles("sandbox")],
  },
  cli: {
    folders: ["internal", "errors", "output", "table", "account", "doctor", "csv", "listen", "commands", "program"],
    rootFiles: ["main.ts"],
  },
};

/** `index.ts`, `vitest.ts`: the sources of what `exports` names. */
function exportedFiles(name) {
  const { exports } = JSON.parse(readFileSync(new URL(`packages/${name}/package.json`, import.meta.url), "utf8"));
  return Object.values(exports).flatMap((target) => target.import?.default.replace(/^.*\/(.+)\.js$/, "$1.ts") ?? []);
}
