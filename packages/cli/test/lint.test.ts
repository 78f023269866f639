import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { ask, askOnTerminal } from "./support/run-cli.js";

function fileWith(body: string): string {
  const folder = mkdtempSync(join(tmpdir(), "sendo lint "));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "body.txt"), body);
  return join(folder, "body.txt");
}

test("lint checks stdin without a key, and ends with 0 if it finds nothing", async () => {
  const { code, stdout, stderr } = await ask(["lint", "--brand", "Acme"], { input: "Acme: your table is ready\n" });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(JSON.parse(stdout)).toEqual({ segments: 1, encoding: "GSM-7", findings: [] });
});

test("lint names each finding of a file and ends with 1, in a pipe and on a terminal", async () => {
  const path = fileWith("It’s ready: https://bit.ly/3xyz\n");
  const piped = await ask(["lint", path, "--brand", "Acme"]);
  expect(piped.code).toBe(1);
  expect(JSON.parse(piped.stdout)).toMatchObject({
    encoding: "UCS-2",
    findings: [{ code: "link_shortener", host: "bit.ly" }, { code: "brand_missing" }, { codePoint: "U+2019" }],
  });
  const shown = await askOnTerminal(["lint", path, "--brand", "Acme"]);
  expect(shown.code).toBe(1);
  expect(shown.stdout).toMatch(/^segments +1\nencoding +UCS-2\nlink_shortener bit\.ly \(at \d+\): /);
  expect(shown.stdout).toMatch(/ucs2_character U\+2019 \(at 2\): /);
});

test("lint without a body ends with 2", async () => {
  expect(await ask(["lint"])).toMatchObject({ code: 2, stdout: "" });
  expect((await ask(["lint", "nowhere.txt"])).stderr).toContain("ENOENT");
});
