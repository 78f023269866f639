import { expect, test } from "vitest";
import { findRepositoryCommands } from "../src/repository-commands.js";

const commands = findRepositoryCommands();

test("there are commands of each kind", () => {
  const all = commands.map(({ command }) => command);
  expect(all).toContain("npx vitest run --root packages/core test/transport/late-dispatch");
  expect(all).toContain("node src/limiters.mjs");
  expect(all).toContain("npx --yes pnpm@10.34.9 test");
});

test("what they name is there: test files, scripts, programs", () => {
  expect(commands.filter(({ missing }) => missing.length > 0)).toEqual([]);
});
