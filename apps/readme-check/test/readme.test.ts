import { execFile } from "node:child_process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { startSandbox, type Sandbox } from "@sendo/sandbox";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compileSnippets } from "../src/compile.js";
import { PRELUDES } from "../src/preludes.js";
import { findSnippets } from "../src/snippets.js";

const snippets = findSnippets();
const compiled = compileSnippets(snippets);
const runner = fileURLToPath(new URL("../src/run-snippet.mjs", import.meta.url));

let sandbox: Sandbox;
beforeAll(async () => void (sandbox = await startSandbox()));
afterAll(() => sandbox.close());

test("there are snippets, and no prelude for one that is gone", () => {
  const names = snippets.map(({ name }) => name);
  expect(names).toContain("README.md#1");
  expect(names.length).toBeGreaterThan(10);
  for (const name of Object.keys(PRELUDES)) expect(names).toContain(name);
});

test.each(compiled)("$name is type-correct", ({ problems }) => {
  expect(problems).toEqual([]);
});

test.each(compiled)(
  "$name runs",
  async ({ file }) => {
    // Everything from the environment, as the READMEs say; the run is over HTTPS with a verified certificate.
    const { stderr } = await promisify(execFile)(process.execPath, [runner, pathToFileURL(file).href], {
      env: { ...process.env, ...sandbox.env },
      timeout: 30_000,
    });
    expect(stderr.replace(/.*(ExperimentalWarning|--trace-warnings).*\n/g, "")).toBe("");
  },
  40_000,
);
