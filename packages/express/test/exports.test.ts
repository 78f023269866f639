import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";

/** What users may import; taking a name away breaks them, adding one is a promise. So both are written down here first. */
const PUBLIC: Record<string, readonly string[]> = {
  ".": ["sendo", "sendoErrorHandler", "sendoWebhooks"],
};

const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
  exports: Record<string, string | Record<"import" | "require", { default: string }>>;
};
const entries = Object.entries(manifest.exports).filter(([entry]) => entry !== "./package.json");

it("every entry point of the manifest is pinned here", () => {
  expect(entries.map(([entry]) => entry)).toEqual(Object.keys(PUBLIC));
});

describe.each(entries)("%s", (entry, target) => {
  if (typeof target === "string") throw new Error(`${entry} has no separate files for import and require`);
  const file = (path: string): URL => new URL(`../${path}`, import.meta.url);

  it("has the names that are promised, for import", async () => {
    const loaded = (await import(/* @vite-ignore */ file(target.import.default).href)) as object;
    expect(Object.keys(loaded).sort()).toEqual(PUBLIC[entry]);
  });

  it("has the same for require", () => {
    const loaded = createRequire(import.meta.url)(file(target.require.default).pathname) as object;
    expect(Object.keys(loaded).sort()).toEqual(PUBLIC[entry]);
  });
});
