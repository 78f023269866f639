import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { resolveAssume } from "./assume.js";
import { ASSUMPTIONS } from "./assumptions.js";
import { OPEN_QUESTIONS } from "./open-questions.js";

test("every entry is complete", () => {
  expect(new Set(ASSUMPTIONS.map(({ id }) => id)).size).toBe(ASSUMPTIONS.length);
  for (const { id, statement, source, grade, option, noOption } of ASSUMPTIONS) {
    expect(id).toMatch(/^[a-z0-9-]+$/);
    expect(statement).toMatch(/\.$/);
    expect(source).not.toBe("");
    expect(option === undefined).not.toBe(noOption === undefined);
    if (grade === "documented") expect(option).toBeUndefined();
  }
});

test("every reading that can be changed is in the ledger", () => {
  const changed = ASSUMPTIONS.flatMap(({ option }) => (option?.startsWith("assume.") ? [option] : []));
  expect(changed.sort()).toEqual(
    Object.keys(resolveAssume({}))
      .map((key) => `assume.${key}`)
      .sort(),
  );
});

test("every open question has an entry, and no entry answers one that does not exist", () => {
  const answered = new Set(ASSUMPTIONS.flatMap(({ questions = [] }) => questions));
  expect([...answered].sort((a, b) => a - b)).toEqual(OPEN_QUESTIONS.map(({ number }) => number));
  expect(OPEN_QUESTIONS).toHaveLength(32);
});

test("every entry has a test: a play of its switch, or a test whose title names it, as in [body-length]", () => {
  const folders = ["../", "../../test/"].map((folder) => fileURLToPath(new URL(folder, import.meta.url)));
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".test.ts"))
      .map((name) => readFileSync(join(folder, name), "utf8")),
  );
  for (const source of files) expect(source).not.toMatch(/\b(?:test|describe)\.(?:skip|todo|only)\b/);
  // An empty test fails (vitest.config.ts).
  const titles = files.flatMap((source) => [
    ...source.matchAll(/^ *(?:(?:test|describe)(?:\.each\(.*\))?\(\s*|\]\)\(\s*)"((?:\[[a-z0-9-]+\] )+)/gm),
  ]);
  const named = new Set(titles.flatMap(([, ids = ""]) => ids.match(/[a-z0-9-]+/g) ?? []));
  const withoutSwitch = ASSUMPTIONS.filter(({ option }) => option === undefined).map(({ id }) => id);
  expect(withoutSwitch.filter((id) => !named.has(id))).toEqual([]);
  const ids = new Set(ASSUMPTIONS.map(({ id }) => id));
  expect([...named].filter((id) => !ids.has(id))).toEqual([]);
});
