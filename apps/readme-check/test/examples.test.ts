import { expect, test } from "vitest";
import { compileSnippets } from "../src/compile.js";
import { toModule } from "../src/example-module.js";
import { readPublicComments } from "../src/examples.js";

const { examples, garbled, ...scope } = readPublicComments();
const modules = examples.map((example) => toModule(example, scope));

test("there are examples, of members and of overloads too", () => {
  const names = examples.map(({ name }) => name);
  expect(names).toContain("@sendo/core Sendo");
  expect(names).toContain("@sendo/core Messages.send");
  expect(names).toContain("@sendo/express sendo#2");
});

test.each(compileSnippets(modules, "generated-examples"))("$name is type-correct", ({ problems }) => {
  expect(problems).toEqual([]);
});

test("contexts hold what some example needs, and nothing else", () => {
  const offered = [...scope.contexts].flatMap(([folder, names]) => [...names].map((name) => `${folder}/${name}`));
  expect(offered.sort()).toEqual([...new Set(modules.flatMap(({ used }) => used))].sort());
});

test("an editor shows links in comments as links", () => {
  expect(garbled).toEqual([]);
});
