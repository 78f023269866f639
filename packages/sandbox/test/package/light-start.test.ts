import { execFile } from "node:child_process";
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
