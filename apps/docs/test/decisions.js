import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { DECISIONS, parseRecord, readDecisionIndex, recordProblem, withList } from "../src/decisions.js";
import { NOT_PAGES } from "../src/pages.js";
import { ROOT } from "../src/repository.js";

test("every decision is a dated record with context, decision and consequence", () => {
  assert.ok(DECISIONS.length > 0);
  assert.deepEqual(
    DECISIONS.map(recordProblem).filter((problem) => problem !== undefined),
    [],
  );
});

test("a record without a date, a title or a section is found", () => {
  const good = parseRecord("# A title\n\n## Context\n\n## Decision\n\n## Consequence\n");
  assert.equal(recordProblem({ file: "2026-11-28-a-title.md", ...good }), undefined);
  assert.match(recordProblem({ file: "a-title.md", ...good }), /YYYY-MM-DD/);
  assert.match(recordProblem({ file: "2026-11-28-a.md", ...parseRecord("## Context\n") }), /# Title/);
  assert.match(recordProblem({ file: "2026-11-28-a.md", ...parseRecord("# A\n\n## Context\n") }), /sections must be/);
});

test("the template has the form of a record, and is neither a record nor a page", () => {
  const template = parseRecord(readFileSync(join(ROOT, "docs/decisions/TEMPLATE.md"), "utf8"));
  assert.equal(recordProblem({ file: "2026-11-28-a-title.md", ...template }), undefined);
  assert.ok(DECISIONS.every(({ file }) => file !== "TEMPLATE.md"));
  assert.ok(NOT_PAGES.includes("docs/decisions/TEMPLATE.md"));
});

test("the index lists every record", () => {
  const readme = readDecisionIndex();
  assert.equal(readme, withList(readme), "run `pnpm docs:decisions` to update docs/decisions/README.md");
});
