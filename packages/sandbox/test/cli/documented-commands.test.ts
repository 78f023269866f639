import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { expect, test } from "vitest";
import { createProgram } from "../../src/cli/program.js";

const ROOT = fileURLToPath(new URL("../../../..", import.meta.url));
const program = createProgram(() => Promise.reject(new Error("not started here")));

const documents = [
  "README.md",
  ...readdirSync(join(ROOT, "docs")).map((name) => `docs/${name}`),
  ...["packages", "apps"].flatMap((folder) =>
    readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}/README.md`),
  ),
].filter((path) => path.endsWith(".md") && existsSync(join(ROOT, path)));

/** The command that the words name, and what is left of them. */
function resolve(words: readonly string[], command: Command = program): { command: Command; rest: readonly string[] } {
  const [first, ...rest] = words;
  const named = command.commands.find((each) => each.name() === first);
  return named === undefined ? { command, rest: words } : resolve(rest, named);
}

/** What is wrong with one: a verb or a flag that does not exist. */
function problemsOf(line: string): string[] {
  const all = line.split(/\s+/).filter((word) => word !== "");
  const words = all.includes("--") ? all.slice(0, all.indexOf("--")) : all;
  const { command, rest } = resolve(words);
  const target = command === program ? program.commands.find((each) => each.name() === "start")! : command;
  const flags = [...target.options, ...program.options].map(({ long }) => long);
  const unknown = rest.filter((word) => word.startsWith("--") && word !== "--help" && !flags.includes(word));
  const first = rest[0];
  const isVerb = target.registeredArguments.length === 0 && first !== undefined && /^[a-z][a-z-]*$/.test(first);
  return [...unknown, ...(command.commands.length > 0 && isVerb ? [first] : [])];
}

test("every command of the sandbox that a document shows exists, with its flags", () => {
  const shown = documents.flatMap((path) => {
    const text = readFileSync(join(ROOT, path), "utf8").replace(/"[^"\n]*"/g, '""'); // what is quoted is no verb and no flag
    return [...text.matchAll(/(?:npx @sendo\/sandbox|bin\/sendo-sandbox\.js)((?:[ \n]+(?!npx )[^\s`#()']+)*)/g)].map(
      ([, line]) => ({
        path,
        line: line!,
      }),
    );
  });
  expect(shown.map(({ line }) => line.trim())).toContain("tail");
  expect(shown.filter(({ line }) => problemsOf(line).length > 0)).toEqual([]);
});

test("docs/sandbox.md lists every command, and nothing else", () => {
  const table = readFileSync(join(ROOT, "docs/sandbox.md"), "utf8").split("## The command")[1]!.split("\n\n")[2]!;
  const listed = [...table.matchAll(/^\| (.*?[^\\]) \|/gm)].slice(2).flatMap(([, cell]) =>
    [...cell!.matchAll(/`([^`]+)`/g)].flatMap(([, code]) => {
      const [verb = "", members = ""] = code!.split(/ (.*)/);
      const group = program.commands.find((each) => each.name() === verb);
      if (group === undefined || group.commands.length === 0) return [verb];
      return members.split("\\|").map((member) => `${verb} ${member.split(" ")[0]}`);
    }),
  );
  const there = program.commands.flatMap((command) =>
    command.commands.length === 0
      ? [command.name()]
      : command.commands.map((each) => `${command.name()} ${each.name()}`),
  );
  expect(listed.sort()).toEqual(there.sort());
});
