import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ASSUME_CHOICES, resolveAssume } from "./assume.js";
import { ASSUMPTIONS } from "./assumptions.js";
import { OPEN_QUESTIONS } from "./open-questions.js";
import { resolveSandboxOptions } from "../server/sandbox-options.js";

test("every entry is complete, and its option exists", () => {
  const options = [
    ...Object.keys(resolveSandboxOptions({})),
    ...Object.keys(resolveAssume({})).map((key) => `assume.${key}`),
  ];
  expect(new Set(ASSUMPTIONS.map(({ id }) => id)).size).toBe(ASSUMPTIONS.length);
  for (const { id, statement, source, grade, option, noOption } of ASSUMPTIONS) {
    expect(id).toMatch(/^[a-z0-9-]+$/);
    expect(statement).toMatch(/\.$/);
    expect(source).not.toBe("");
    expect(option === undefined).not.toBe(noOption === undefined);
    if (option !== undefined) expect(options).toContain(option);
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

test("every option has a test that uses it", () => {
  for (const { option, test: file } of ASSUMPTIONS) {
    expect(option === undefined).toBe(file === undefined);
    if (option === undefined || file === undefined) continue;
    const path = new URL(`../../${file}`, import.meta.url);
    expect(existsSync(path)).toBe(true);
    const source = readFileSync(path, "utf8");
    const name = option.replace("assume.", "");
    expect(source).toMatch(new RegExp(`\\b${name}\\b`));
    const [, ...others] = ASSUME_CHOICES[name as keyof typeof ASSUME_CHOICES] ?? [];
    for (const choice of others)
      expect([option, choice, source.includes(JSON.stringify(choice))]).toEqual([option, choice, true]);
  }
});
