// What a visitor downloads, and what a deployment uploads. A figure that grows for a good reason gets a new bound here.
import assert from "node:assert/strict";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const DIST = fileURLToPath(new URL("../../dist", import.meta.url));
const MB = 1_000_000;
const files = readdirSync(DIST, { recursive: true, encoding: "utf8" })
  .map((name) => ({ name, bytes: statSync(join(DIST, name)).size }))
  .filter(({ name }) => statSync(join(DIST, name)).isFile());
const total = (pattern) => files.filter(({ name }) => pattern.test(name)).reduce((sum, { bytes }) => sum + bytes, 0);
const largest = (pattern) => Math.max(...files.filter(({ name }) => pattern.test(name)).map(({ bytes }) => bytes));

test("the whole site", () => assert.ok(total(/./) < 60 * MB, `${total(/./)} bytes`));
test("the largest page", () => assert.ok(largest(/\.html$/) < 0.4 * MB, `${largest(/\.html$/)} bytes`));
test("the search index, which is loaded with the first search", () => {
  const bytes = largest(/@localSearchIndex.*\.js$/);
  assert.ok(bytes > 0 && bytes < 1.6 * MB, `${bytes} bytes`);
});
test("what every page loads", () => {
  const bytes = total(/^assets\/(app|style)\.|^assets\/chunks\/(framework|theme|metadata)\./);
  assert.ok(bytes > 0 && bytes < 0.6 * MB, `${bytes} bytes`);
});
