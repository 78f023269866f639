import { format } from "prettier";
import { OPERATIONS } from "../src/operations/operations.js";

const BEGIN = "<!-- The table is generated from src/operations by the script docs:api. -->";
const END = "<!-- End of the table. -->";

/** Returns docs/sandbox.md with a regenerated table of operations. */
export async function withControlTable(page: string): Promise<string> {
  const [before = "", rest = ""] = page.split(BEGIN);
  const rows = OPERATIONS.map(({ name, method, path, input, verbs, help }) => [
    name,
    `\`${method} ${path}\``,
    Object.entries(input)
      .map(([field, { isBody, isOptional }]) =>
        isBody ? `the ${field}'s fields` : `\`${field}${isOptional ? "?" : ""}\``,
      )
      .join(", "),
    verbs.map(({ words }) => `\`${words}\``).join(", "),
    help,
  ]);
  const table = [["operation", "request", "input", "command", "description"], Array(5).fill("---"), ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
  const made = await format(table, { parser: "markdown" });
  return `${before}${BEGIN}\n\n${made}\n${END}${rest.split(END)[1] ?? ""}`;
}
