// The index that the browser loads, with the options that the browser gets.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { SEARCH } from "../../src/search.js";

const CHUNKS = new URL("../../dist/assets/chunks/", import.meta.url);
const require = createRequire(createRequire(import.meta.url).resolve("vitepress"));
const { default: MiniSearch } = await import(require.resolve("minisearch"));

const file = readdirSync(CHUNKS).find((name) => name.startsWith("@localSearchIndexroot"));
const { default: json } = await import(new URL(file, CHUNKS).href);
const index = MiniSearch.loadJSON(json, { fields: ["title", "titles", "text"], storeFields: ["title", "titles"] });
// As VitePress sends it: without what surrounds the function here.
const boostDocument = new Function(`return ({ ${SEARCH.boostDocument} }).boostDocument`)();
const hits = (words) => index.search(words, { ...SEARCH, boostDocument }).map(({ id }) => id);

for (const [words, page] of [
  ["retry", /^\/guide\/(guarantees|send-message)/],
  ["webhook", /^\/guide\/receiving/],
  ["docker", /^\/guide\/docker/],
  ["lambda", /^\/guide\/lambda/],
  ["next.js", /^\/guide\/nextjs/],
  ["nuxt", /^\/guide\/nuxt/],
  ["prometheus", /^\/guide\/prometheus/],
  ["opentelemetry", /^\/guide\/opentelemetry/],
  ["error codes", /^\/guide\/errors/],
  ["send a message", /^\/guide\/send-message/],
  ["test", /^\/guide\/testing/],
]) {
  test(`"${words}" leads to a guide`, () => {
    assert.match(hits(words)[0], page);
  });
}

test("a name of the API is found in the reference", () => {
  assert.ok(hits("SendoPromise").some((id) => id.startsWith("/reference/@sendo/core/interfaces/SendoPromise")));
});

test("an error code leads to its table", () => {
  assert.match(hits("idempotency_key_reused")[0], /^\/guide\/errors/);
});
