import { expect, test } from "vitest";
import { findNamedOptions } from "../src/option-tables.js";

const named = findNamedOptions();

test("there are tables of options", () => {
  const names = named.map(({ document, option }) => `${document} ${option}`);
  expect(names).toContain("packages/core/README.md deadlineMs");
  expect(names).toContain("docs/fastify.md namespace");
  expect(names).toContain("docs/nestjs.md pingTimeoutMs");
});

test("an option that a table names exists", () => {
  expect(named.filter(({ exists }) => !exists)).toEqual([]);
});
