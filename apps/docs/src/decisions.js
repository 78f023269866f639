import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "./repository.js";

const FOLDER = join(ROOT, "docs/decisions");
const SECTIONS = ["Context", "Decision", "Consequence"];
const LIST = /(<!-- list -->\n)[^]*(<!-- \/list -->)/;

/** Every record in `docs/decisions`, oldest first. */
export const DECISIONS = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".md") && !["README.md", "TEMPLATE.md"].includes(file))
  .sort()
  .map((file) => ({ file, ...parseRecord(readFileSync(join(FOLDER, file), "utf8")) }));

/** The title of a record, and its section headings in order. */
export function parseRecord(markdown) {
  const title = /^# (.+)/.exec(markdown)?.[1];
  return { title, sections: [...markdown.matchAll(/^## (.+)/gm)].map(([, heading]) => heading) };
}

/** Says what is wrong with a record; `undefined` for a good one. */
export function recordProblem({ file, title, sections }) {
  if (!/^\d{4}-\d\d-\d\d-[a-z0-9-]+\.md$/.test(file)) return `${file}: name it YYYY-MM-DD-<slug>.md`;
  if (title === undefined) return `${file}: begin with "# Title"`;
  if (sections.join() !== SECTIONS.join()) return `${file}: its sections must be ${SECTIONS.join(", ")}, in this order`;
}

/** The README of the folder with its list of records made from the files. */
export function withList(readme) {
  const lines = DECISIONS.map(({ file, title }) => `- ${file.slice(0, 10)} [${title}](${file})\n`);
  return readme.replace(LIST, (_, start, end) => `${start}\n${lines.join("")}\n${end}`);
}

export const readDecisionIndex = () => readFileSync(join(FOLDER, "README.md"), "utf8");

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href)
  writeFileSync(join(FOLDER, "README.md"), withList(readDecisionIndex()));
