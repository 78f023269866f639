import { readFileSync } from "node:fs";

/**
 * The folders of core's and the sandbox's `src`, from the bottom up: each may import those that stand before it. This is the one
 * place to change when a folder is added; the rules and their messages follow (.dependency-cruiser.js, eslint.config.js).
 *
 * `enforced` turns on the order of the folders, the ban on loose files, and the ban on cycles for the package. It is false only
 * while the files of a package are being moved.
 */
export const LAYERS = {
  core: {
    enforced: false,
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
      "receiver",
      "gate",
      "adapter",
      "testing",
    ],
    rootFiles: ["client.ts", ...exportedFiles("core")],
  },
  sandbox: {
    enforced: false,
    folders: [
      "internal",
      "time",
      "assumptions",
      "engine",
      "webhooks",
      "faults",
      "api",
      "tenant",
      "server",
      "control",
      "remote",
      "testing",
      "cli",
    ],
    rootFiles: ["bin.ts", ...exportedFiles("sandbox")],
  },
};

/** `index.ts`, `vitest.ts`: the sources of what `exports` names. */
function exportedFiles(name) {
  const { exports } = JSON.parse(readFileSync(new URL(`packages/${name}/package.json`, import.meta.url), "utf8"));
  return Object.values(exports).flatMap((target) => target.import?.default.replace(/^.*\/(.+)\.js$/, "$1.ts") ?? []);
}
