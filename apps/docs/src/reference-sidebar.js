import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ENTRY_POINTS } from "./repository.js";

const REFERENCE = fileURLToPath(new URL("../generated/reference", import.meta.url));
const KINDS = [
  ["classes", "Classes"],
  ["functions", "Functions"],
  ["interfaces", "Interfaces"],
  ["type-aliases", "Types"],
  ["variables", "Constants"],
];

/**
 * A sidebar for each entry point: its own exports, and links to the other entry points. One sidebar with all exports made each page of
 * the reference 200 kB larger.
 */
export function referenceSidebars() {
  const overview = {
    text: "API reference",
    items: [
      { text: "All entry points", link: "/reference/" },
      { text: "Error codes", link: "/guide/errors" },
      ...ENTRY_POINTS.map(({ name }) => ({ text: name, link: `/reference/${name}/` })),
    ],
  };
  const sidebars = ENTRY_POINTS.map(({ name }) => [
    `/reference/${name}/`,
    [{ text: name, items: exportsOf(name) }, overview],
  ]);
  return Object.fromEntries([...sidebars, ["/reference/", [overview]]]);
}

function exportsOf(name) {
  return KINDS.flatMap(([folder, text]) => {
    const items = namesIn(join(REFERENCE, name, folder)).map((item) => ({
      text: item,
      link: `/reference/${name}/${folder}/${item}`,
    }));
    return items.length > 0 ? [{ text, collapsed: true, items }] : [];
  });
}

function namesIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((file) => file.replace(/\.md$/, ""))
    .sort((a, b) => a.localeCompare(b, "en"));
}
