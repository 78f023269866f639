// Writes the output of `sendo commands` to docs/cli.md: `pnpm docs:cli`. A test compares both.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { format, resolveConfig } from "prettier";

const PAGE = fileURLToPath(new URL("../../../docs/cli.md", import.meta.url));
const BIN = fileURLToPath(new URL("../bin/sendo.js", import.meta.url));
const BEGIN = "<!-- commands: made by `pnpm docs:cli` -->";

/** Returns `docs/cli.md` with the commands of the built command line. */
export async function cliPage() {
  const page = readFileSync(PAGE, "utf8");
  const description = JSON.parse(execFileSync(process.execPath, [BIN, "commands"], { encoding: "utf8" }));
  const markdown = `${page.slice(0, page.indexOf(BEGIN))}${BEGIN}\n\n${section(description)}`;
  return format(markdown, { ...(await resolveConfig(PAGE)), filepath: PAGE });
}

function section({ commands, commonOptions, exitCodes }) {
  const table = (heading, rows) =>
    [heading, heading.map(() => "---"), ...rows].map((cells) => `| ${cells.map(cell).join(" | ")} |`).join("\n");
  const parts = commands.map(({ words, help, notes, examples, fields }) =>
    [
      `### \`sendo ${words}\``,
      `${help[0].toUpperCase()}${help.slice(1)}.`,
      ...notes,
      ...(fields.length > 0
        ? [
            table(
              ["option", "meaning"],
              fields.map((field) => [`\`${field.label}\``, meaning(field)]),
            ),
          ]
        : []),
      `\`\`\`sh\n${examples.join("\n")}\n\`\`\``,
    ].join("\n\n"),
  );
  return [
    ...["## Commands", ...parts, "## Options for all commands"],
    table(
      ["option", "meaning"],
      commonOptions.map(({ label, help }) => [`\`${label}\``, help]),
    ),
    "## Exit codes",
    table(
      ["code", "meaning"],
      exitCodes.map(({ code, meaning: about }) => [String(code), about]),
    ),
  ].join("\n\n");
}

function meaning({ help, rule, isRequired, isList, default: fallback }) {
  const more = [
    ...(/^(one of|a whole number)/.test(rule) ? [rule] : []),
    ...(isList ? ["can be repeated"] : []),
    ...(fallback === undefined ? [] : [`default: ${fallback}`]),
  ];
  const words = `${isRequired ? "Required: " : ""}${help.replaceAll("<", "\\<")}`; // the docs site would read < as HTML
  return more.length === 0 ? words : `${words} (${more.join("; ")})`;
}

function cell(value) {
  return value.replaceAll("|", "\\|").replace(/\bSENDO_\w+/g, (name) => `\`${name}\``);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(PAGE, await cliPage());
