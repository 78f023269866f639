import { expect, test } from "vitest";
import { resolveAssume } from "./assume.js";
import { ASSUMPTIONS } from "./assumptions.js";
import { resolveSandboxOptions } from "./sandbox-options.js";

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
