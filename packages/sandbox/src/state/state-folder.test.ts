import { X509Certificate } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openStateFolder, type StateFolder } from "./state-folder.js";

const NOW = Date.UTC(2026, 0, 1);
const DAY_MS = 86_400_000;

let root: string;
let folder: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "state-folder-test-"));
  folder = join(root, ".sendo");
});
afterEach(() => rmSync(root, { recursive: true }));

function open(hosts = ["localhost", "127.0.0.1"], epochMs = NOW): StateFolder<object> {
  const state = openStateFolder<object>(folder, { hosts, epochMs });
  state.release();
  return state;
}

test("the second run has what the first has made, and only this user can read it", () => {
  const first = open();
  const second = open();
  expect(second.certificate).toEqual(first.certificate);
  expect(second.controlToken).toBe(first.controlToken);
  expect([first.notice, second.notice]).toEqual([undefined, undefined]);
  expect(readFileSync(first.caFile, "utf8")).toBe(first.certificate.certPem);
  expect(readFileSync(first.caFile, "utf8")).not.toContain("PRIVATE");
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(readdirSync(folder).sort()).toEqual([".gitignore", "ca.pem", "private.json"]);
  for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(folder, ".gitignore"), "utf8")).toBe("*\n");
});

test.each<[string, () => StateFolder<object>, RegExp]>([
  ["a further host", () => open(["localhost", "127.0.0.1", "sandbox"]), /does not name sandbox\. Restart the apps/],
  ["an end that comes near", () => open(undefined, NOW + 368 * DAY_MS), /expires on Feb {2}2 .* 2027 GMT\. Restart/],
  ["a clock that was moved backward", () => open(undefined, NOW - DAY_MS), /is not valid before /],
  [
    "a file that is gone",
    () => {
      rmSync(join(folder, "ca.pem"));
      return open();
    },
    /is missing or damaged, or does not match its key\. Restart/,
  ],
  [
    "another one's file",
    () => {
      writeFileSync(
        join(folder, "ca.pem"),
        openStateFolder(join(root, "other"), { hosts: ["a"], epochMs: NOW }).certificate.certPem,
      );
      return open();
    },
    /does not match its key/,
  ],
])("makes a new certificate and says why: %s", (_, again, notice) => {
  const first = open();
  const second = again();
  expect(second.notice).toMatch(notice);
  expect(second.certificate.certPem).not.toBe(first.certificate.certPem);
  expect(second.controlToken).toBe(first.controlToken);
  expect(readFileSync(second.caFile, "utf8")).toBe(second.certificate.certPem);
});

test("keeps a certificate with names that are not needed any more", () => {
  const first = open(["localhost", "sandbox", "10.0.0.5", "2001:db8::5"]);
  expect(open(["localhost", "10.0.0.5", "2001:db8::5"]).certificate).toEqual(first.certificate);
  expect(new X509Certificate(first.certificate.certPem).checkHost("sandbox")).toBe("sandbox");
});

test("a folder that another sandbox uses, or that holds something else, is rejected and left alone", () => {
  const first = openStateFolder(folder, { hosts: ["localhost"], epochMs: NOW });
  expect(() => open()).toThrow(
    `The \`stateDir\` option of startSandbox (--state-dir) is set to ${folder}, but another sandbox is using it (process ${process.pid}). ` +
      "Stop that sandbox, or choose another folder.",
  );
  first.release();
  open();
  const other = join(root, "src");
  mkdirSync(other);
  writeFileSync(join(other, "index.js"), "");
  expect(() => openStateFolder(other, { hosts: ["localhost"], epochMs: NOW })).toThrow(
    /the folder contains other files\. Choose a folder/,
  );
  expect(readdirSync(other)).toEqual(["index.js"]);
  writeFileSync(join(root, "file"), "");
  expect(() => openStateFolder(join(root, "file"), { hosts: ["localhost"], epochMs: NOW })).toThrow(
    /it cannot be used \(EEXIST\)/,
  );
});

test("a lock that a killed process has left is taken over, that of another machine is not", () => {
  open();
  const lock = join(folder, "lock");
  writeFileSync(lock, JSON.stringify({ pid: process.pid, start: "1", host: "another" }));
  expect(() => open()).toThrow(/process \d+ on another; if that process no longer runs, delete .*lock\)/);
  writeFileSync(lock, ""); // killed while it was written
  open();
  expect(existsSync(lock)).toBe(false);
});

test("damaged files are told, with what to do", () => {
  open();
  writeFileSync(join(folder, "journal.jsonl"), "nonsense\n{}\n");
  expect(() => open()).toThrow(
    /journal\.jsonl cannot be read: line 1 is not a JSON object\. If you delete it, the sandbox starts without the saved messages/,
  );
  writeFileSync(join(folder, "private.json"), "{}");
  expect(() => open()).toThrow(/private\.json is damaged\. If you delete it, the sandbox creates a new certificate/);
  rmSync(join(folder, "journal.jsonl"));
  rmSync(join(folder, "private.json"));
  rmSync(join(folder, "ca.pem"));
  expect(open().notice).toBeUndefined();
});
