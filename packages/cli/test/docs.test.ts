import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { cliPage } from "../docs/commands-section.mjs";
import { BIN } from "./support/run-cli.js";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

interface Described {
  readonly words: string;
  readonly fields: readonly { readonly label: string }[];
}
const { commands, commonOptions } = JSON.parse(
  execFileSync(process.execPath, [BIN, "commands"], { encoding: "utf8" }),
) as {
  readonly commands: readonly Described[];
  readonly commonOptions: readonly { readonly label: string }[];
};

test("docs/cli.md lists the commands as they are: run the script docs:cli where this fails", async () => {
  expect(readFileSync(join(ROOT, "docs/cli.md"), "utf8")).toBe(await cliPage());
});

test("every command that a document shows exists, with its options", () => {
  const documents = [
    ...["README.md", "packages/cli/README.md", "packages/sandbox/README.md"],
    ...readdirSync(join(ROOT, "docs")).map((name) => `docs/${name}`),
  ].filter((path) => path.endsWith(".md") && existsSync(join(ROOT, path)));
  const shown = documents.flatMap((path) =>
    [...readFileSync(join(ROOT, path), "utf8").matchAll(/(?:npx @sendo\/cli|^sendo) ([^\n`]+)/gm)].map(([, line]) => ({
      path,
      line: line!.replace(/"[^"\n]*"/g, '""'),
    })),
  );
  expect(shown.length).toBeGreaterThan(5);
  expect(shown.filter(({ line }) => !exists(line))).toEqual([]);
});

function exists(line: string): boolean {
  const words = line.replace(/ #.*$/, "").split(/\s+/);
  const found = commands.find((command) => `${words.join(" ")} `.startsWith(`${command.words} `));
  if (found === undefined) return ["--help", "commands"].includes(words[0]!);
  const known = [...found.fields, ...commonOptions].map(({ label }) => label.split(" ")[0]);
  return words.filter((word) => word.startsWith("--")).every((word) => known.includes(word));
}
