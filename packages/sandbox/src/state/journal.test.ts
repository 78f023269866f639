import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openJournal, parseJournal, readJournal } from "./journal.js";

interface Entry {
  readonly id: number;
}

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "journal-test-"));
  path = join(folder, "journal.jsonl");
});
afterEach(() => rmSync(folder, { recursive: true }));

const fail = (code: string): never => {
  throw new Error(code);
};

test("what was appended is there without a close", () => {
  expect(readJournal(path)).toBeUndefined();
  const journal = openJournal<Entry>({ path, runs: 3, snapshot: () => [{ id: 1 }], onError: fail });
  journal.append({ id: 2 });
  expect(readJournal(path)).toEqual({ runs: 3, entries: [{ id: 1 }, { id: 2 }] });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  journal.close();
});

test("a last line that was not finished is left out, wherever it was torn", () => {
  const journal = openJournal<Entry>({ path, runs: 1, snapshot: () => [{ id: 1 }], onError: fail });
  journal.append({ id: 2 });
  journal.close();
  const whole = readFileSync(path, "utf8");
  const beforeLast = whole.lastIndexOf("\n", whole.length - 2) + 1;
  for (let length = beforeLast; length < whole.length; length += 1) {
    expect(parseJournal(whole.slice(0, length))).toEqual({ runs: 1, entries: [{ id: 1 }] });
  }
  expect(parseJournal("")).toBeUndefined();
  expect(parseJournal('{"sandboxSt')).toBeUndefined();
});

test.each([
  ['{"sandboxState":1,"runs":1}\n{"id":1}\nnonsense\n{"id":2}\n', /^line 3 is not a JSON object$/],
  ['{"sandboxState":1,"runs":1}\n{"id":1}\n{"id":2\n', /^line 3 is not a JSON object$/],
  ['{"sandboxState":1,"runs":1}\n5\n', /^line 2 is not a JSON object$/],
  ['{"sandboxState":2,"runs":1}\n', /^the first line does not specify format 1/],
  ['{"id":1}\n', /^the first line does not specify format 1/],
])("other damage is told: %j", (content, message) => {
  expect(() => parseJournal(content)).toThrow(message);
});

test("the file is replaced by a snapshot when it has grown", () => {
  const latest = new Map<number, Entry>();
  const snapshot = (): Iterable<Entry> => latest.values();
  const journal = openJournal<Entry>({ path, runs: 1, snapshot, onError: fail, mostBytes: 100 });
  for (let count = 0; count < 1000; count += 1) {
    const entry = { id: count % 3 };
    latest.set(entry.id, entry);
    journal.append(entry);
    expect(statSync(path).size).toBeLessThan(250);
  }
  journal.close();
  expect(new Set(readJournal<Entry>(path)!.entries.map(({ id }) => id))).toEqual(new Set([0, 1, 2]));
});

test("a file that cannot be written ends the journal once, and leaves what there is readable", () => {
  const codes: string[] = [];
  const onError = (code: string): void => void codes.push(code);
  let isFull = false;
  const snapshot = (): Entry[] => (isFull ? fail("full") : [{ id: 1 }]);
  const journal = openJournal<Entry>({ path, runs: 1, snapshot, onError });
  isFull = true;
  journal.compact();
  journal.append({ id: 2 });
  journal.compact();
  expect(codes).toEqual(["unknown reason"]);
  expect(readJournal(path)).toEqual({ runs: 1, entries: [{ id: 1 }] });
});
