// Writes generated/changelog.md: what changesets has written into each package, and before the first release what it will contain.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { PACKAGES, ROOT } from "./repository.js";

const OUT = fileURLToPath(new URL("../generated/changelog.md", import.meta.url));

/** The changelog of every package, one below the other. */
export function changelogPage(root = ROOT) {
  const sections = PACKAGES.map((name) => `## @sendo/${name}\n\n${changesOf(root, name)}`);
  return ["# Changelog", "All packages are released together, with one version.", ...sections].join("\n\n") + "\n";
}

function changesOf(root, name) {
  const released = join(root, "packages", name, "CHANGELOG.md");
  if (existsSync(released)) return deeper(readFileSync(released, "utf8").replace(/^# .*\n+/, "")).trim();
  const pending = join(root, `.changeset/first-release-${name}.md`);
  const content = existsSync(pending)
    ? readFileSync(pending, "utf8").replace(/^---\n[\s\S]*?\n---\n/, "")
    : "No changes.";
  return `### Not released yet\n\n${deeper(content).trim()}`;
}

/** Headings one level deeper, below that of the package. */
const deeper = (markdown) => markdown.replace(/^(#+ )/gm, "#$1");

/** `v0.1.0`, or that nothing is released. */
export function versionLabel(root = ROOT) {
  const { version } = JSON.parse(readFileSync(join(root, "packages/core/package.json"), "utf8"));
  return version === "0.0.0" ? "Not released yet" : `v${version}`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  mkdirSync(dirname(OUT), { recursive: true });
  writeFileSync(OUT, changelogPage());
}
