import assert from "node:assert/strict";
import { test } from "node:test";
import { pageOf, siteLink } from "../src/pages.js";

test("files of the repository have an address on the site, or none", () => {
  assert.equal(pageOf("README.md"), "overview.md");
  assert.equal(pageOf("packages/core/README.md"), "packages/core.md");
  assert.equal(pageOf("docs/testing.md"), "guide/testing.md");
  assert.equal(pageOf("docs/decisions/README.md"), "project/decisions/index.md");
  assert.equal(pageOf("docs/decisions/2026-11-23-gate.md"), "project/decisions/2026-11-23-gate.md");
  assert.equal(pageOf("apps/demo-express/README.md"), undefined);
});

test("links of the repository become links of the site", () => {
  const from = "packages/express/README.md";
  assert.equal(siteLink("../core/README.md#sending", from), "/packages/core.md#sending");
  assert.equal(siteLink("../../docs/testing.md", from), "/guide/testing.md");
  assert.equal(siteLink("../../apps/bench/results/limiters.md", from), "/figures/limiters.md");
  assert.equal(siteLink("../../apps/waitlist", from), undefined);
  assert.equal(siteLink("https://docs.sendo.dev", from), "https://docs.sendo.dev");
  assert.equal(siteLink("#errors", from), "#errors");
});
