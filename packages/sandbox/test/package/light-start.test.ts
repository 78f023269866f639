import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const DIST = new URL("../../dist/index.js", import.meta.url);

test("a sandbox that serves a request has not loaded undici, which an import of node:http costs", async () => {
  const script = `
    const { startSandbox } = await import(${JSON.stringify(DIST.href)});
    const sandbox = await startSandbox({ clock: "manual" });
    const { request } = process.getBuiltinModule("node:http");
    await new Promise((resolve) => request(sandbox.controlUrl, (response) => response.resume().on("end", resolve)).end());
    await sandbox.close();
    console.log(process.moduleLoadList.filter((name) => name.includes("undici")).join());`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], {
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
  });
  expect(stdout.trim()).toBe("");
});

test("a command that calls a running sandbox loads no engine: five files, below 80 kB", () => {
  const files = new Map<string, number>();
  const visit = (file: URL): void => {
    if (files.has(file.href)) return;
    const source = readFileSync(file, "utf8");
    files.set(file.href, source.length);
    for (const [, path] of source.matchAll(/^import [^;]*?["'](\.\/[^"']+)["'];$/gm)) visit(new URL(path!, file));
  };
  visit(new URL("bin.js", DIST));
  expect(files.size).toBeGreaterThan(1);
  expect(files.size).toBeLessThanOrEqual(5);
  expect([...files.values()].reduce((sum, size) => sum + size, 0)).toBeLessThan(80_000);
});
