import assert from "node:assert/strict";
import { test } from "node:test";
import { forgeLinks } from "../src/forge.js";

test("a placeholder address gives no links, and a real one gives edit links and releases", () => {
  assert.deepEqual(forgeLinks("https://github.com/OWNER/sendo-node"), { themeConfig: {}, releases: [] });
  const { themeConfig, releases } = forgeLinks("https://git.example.com/acme/sendo-node");
  assert.equal(themeConfig.editLink.pattern, "https://git.example.com/acme/sendo-node/edit/main/:path");
  assert.deepEqual(releases, [{ text: "All releases", link: "https://git.example.com/acme/sendo-node/releases" }]);
});
