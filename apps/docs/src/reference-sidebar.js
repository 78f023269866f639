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

/** The entry points, and below each what it exports. */
export function referenceSidebar() {
  return [
    {
      text: "API reference",
      items: [
        { text: "All entry points", link: "/reference/" },
        { text: "Error codes", link: "/guide/errors" },
      ],
    },
    ...ENTRY_POINTS.map(({ name }) => ({
      text: name,
      link: `/reference/${name}/`,
      collapsed: true,
      items: KINDS.flatMap(([folder, text]) => {
        const names = namesIn(join(REFERENCE, name, folder));
        const items = names.map((item) => ({ text: item, link: `/reference/${name}/${folder}/${item}` }));
        return items.length > 0 ? [{ text, collapsed: true, items }] : [];
      }),
    })),
  ];
}

function namesIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((file) => file.replace(/\.md$/, ""))
    .sort((a, b) => a.localeCompare(b, "en"));
}
