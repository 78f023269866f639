import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { lockFile } from "./lock-file.js";

let path: string;
beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), "sendo-lock-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  path = join(folder, "people.lock");
});

test("the lock of a process that has ended is replaced by our own, and removed at the end", () => {
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  writeFileSync(path, String(pid));
  const lock = lockFile(path);
  expect(readFileSync(path, "utf8")).toBe(String(process.pid));
  lock[Symbol.dispose]();
  expect(existsSync(path)).toBe(false);
});

test("the lock of a running process stays", () => {
  writeFileSync(path, String(process.pid));
  expect(() => lockFile(path)).toThrow(expect.objectContaining({ code: "cli_locked" }));
  expect(existsSync(path)).toBe(true);
});
