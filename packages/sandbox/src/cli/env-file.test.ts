import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openEnvFile, replaceBlock } from "./env-file.js";

const LINES = "SENDO_BASE_URL=https://127.0.0.1:8443\nSENDO_API_KEY=sandbox_1";
const BLOCK = replaceBlock("", LINES);

describe("the block", () => {
  test("is all of a new file, and Node reads it", () => {
    expect(BLOCK.split("\n")).toEqual([
      expect.stringMatching(/^# >>> Sendo sandbox: /),
      ...LINES.split("\n"),
      "# <<< Sendo sandbox <<<",
      "",
    ]);
    expect(parseEnv(BLOCK)).toEqual({ SENDO_BASE_URL: "https://127.0.0.1:8443", SENDO_API_KEY: "sandbox_1" });
  });

  test.each([
    ["PORT=3000\n", `PORT=3000\n\n${BLOCK}`],
    ["PORT=3000", `PORT=3000\n\n${BLOCK}`],
    ["PORT=3000\r\n", `PORT=3000\r\n\r\n${BLOCK.replaceAll("\n", "\r\n")}`],
  ])("comes after what is there: %j", (content, expected) => {
    expect(replaceBlock(content, LINES)).toBe(expected);
  });

  test.each(["\n", "\r\n"])("is replaced in its place, and nothing else changes, with %j", (newline) => {
    const around = (block: string): string =>
      ["A=1", "", `${block}B="x y" # note`, "\tC=3"].join("\n").replaceAll("\n", newline);
    const old = replaceBlock("", "SENDO_API_KEY=sandbox_0\nSENDO_OLD=1");
    expect(replaceBlock(around(old), LINES)).toBe(around(BLOCK));
    expect(replaceBlock(around(BLOCK), LINES)).toBe(around(BLOCK));
    expect(replaceBlock(around(old + old), LINES)).toBe(around(BLOCK));
  });
});

describe("the file", () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "env-file-test-"));
    path = join(folder, ".env");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test("is made for this user only, and is not touched before it is written", () => {
    const file = openEnvFile(path);
    expect(existsSync(path)).toBe(false);
    expect(file.write(LINES)).toEqual([]);
    expect(readFileSync(path, "utf8")).toBe(BLOCK);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual([".env"]);
  });

  test("keeps its mode, its link, and bytes that are not UTF-8", () => {
    const own = Buffer.concat([Buffer.from("\ufeffNAME=Z\u00fcrich "), Buffer.of(0xe9, 0x0a)]);
    writeFileSync(join(folder, "shared.env"), own);
    chmodSync(join(folder, "shared.env"), 0o664);
    symlinkSync("shared.env", path);
    openEnvFile(path).write(LINES);
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
    expect(statSync(path).mode & 0o777).toBe(0o664);
    expect(readFileSync(path)).toEqual(Buffer.concat([own, Buffer.from(`\n${BLOCK}`)]));
  });

  test("names what it also sets outside of the block", () => {
    writeFileSync(path, `SENDO_API_KEY=live\n${BLOCK}SENDO_FROM=x\n`);
    expect(openEnvFile(path).write(LINES)).toEqual(["SENDO_API_KEY"]);
  });

  test.each([
    ["UTF-16 with a mark", Buffer.from("\ufeffPORT=3000\r\n", "utf16le")],
    ["UTF-16 without a mark", Buffer.from("PORT=3000\r\n", "utf16le")],
    ["UTF-16, big-endian", Buffer.from("\ufeffPORT=3000\r\n", "utf16le").swap16()],
  ])("in %s is refused and left alone", (_, content) => {
    writeFileSync(path, content);
    expect(() => openEnvFile(path)).toThrow(
      /is encoded in UTF-16, the encoding that PowerShell's `>` uses.* Save the file as UTF-8/,
    );
    expect(readFileSync(path)).toEqual(content);
  });

  test.each([BLOCK.split("\n").slice(0, 2).join("\n"), "# <<< Sendo sandbox <<<\n"])(
    "with half a block is refused: %j",
    (content) => {
      writeFileSync(path, content);
      expect(() => openEnvFile(path)).toThrow(/contains only one of the two markers around the sandbox's block/);
    },
  );

  test("that is a folder is refused", () => {
    expect(() => openEnvFile(folder)).toThrow(/cannot be used \(EISDIR\)/);
    expect(() => openEnvFile(join(folder, "none", ".env")).write(LINES)).toThrow(/cannot be used \(ENOENT\)/);
  });
});
