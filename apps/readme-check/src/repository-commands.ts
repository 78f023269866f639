import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { documents, ROOT } from "./snippets.js";

/** A command that a document tells its reader to run in a clone of this repository. */
export interface RepositoryCommand {
  readonly document: string;
  readonly command: string;
  /** What in it leads nowhere; empty where all is there. */
  readonly missing: readonly string[];
}

interface Manifest {
  readonly name?: string;
  readonly scripts?: Readonly<Record<string, string>>;
}

const TEST_FILE = /\.test(-d)?\.ts$/;
/** pnpm's own, which no script has to be there for. */
const PNPM_COMMANDS = new Set(["install", "changeset", "docs"]);

/** Every command of the kinds below, in the lines of a shell block and in code within a sentence. */
export function findRepositoryCommands(): RepositoryCommand[] {
  return documents().flatMap((document) => {
    const text = readFileSync(join(ROOT, document), "utf8");
    const blocks = [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, code]) => code!.split("\n"));
    const spans = [...text.replace(/^```[\s\S]*?^```$/gm, "").matchAll(/`([^`]+)`/g)].map(([, code]) => code!);
    return [...blocks, ...spans]
      .map((line) => line.replace(/\s+/g, " ").replace(/ #.*$/, "").trim())
      .filter((command) => /^(nice .*)?(npx|pnpm|node|bash) /.test(command))
      .map((command) => ({ document, command, missing: missingIn(command) }));
  });
}

function missingIn(command: string): string[] {
  const [, root, filters = ""] = /^npx vitest run --root (\S+)(.*)$/.exec(command) ?? [];
  if (root !== undefined) {
    return filters
      .trim()
      .split(" ")
      .filter((filter) => !testFilesOf(root).some((file) => file.includes(filter)));
  }
  const [, filtered, packageScript] = /--filter (\S+) ([\w:]+)/.exec(command) ?? [];
  if (filtered !== undefined && packageScript !== undefined) {
    const manifest = manifests().find(({ name }) => name === filtered);
    return manifest?.scripts?.[packageScript] === undefined ? [`${filtered} ${packageScript}`] : [];
  }
  const [, script] = /^(?:npx --yes )?pnpm(?:@\S+)? ([\w:]+)/.exec(command) ?? [];
  if (script !== undefined) return PNPM_COMMANDS.has(script) || manifestOf(".").scripts?.[script] ? [] : [script];
  const [, file] = /(?:^|')(?:node|bash) (?:--\S+ )*((?:src|packages|apps|\.ci)\/\S+?)'?(?: |$)/.exec(command) ?? [];
  if (file === undefined) return [];
  return existsSync(join(ROOT, file.startsWith("src/") ? "apps/bench" : "", file)) ? [] : [file];
}

function testFilesOf(root: string): string[] {
  return ["src", "test"]
    .filter((folder) => existsSync(join(ROOT, root, folder)))
    .flatMap((folder) =>
      readdirSync(join(ROOT, root, folder), { recursive: true, encoding: "utf8" }).map((file) => `${folder}/${file}`),
    )
    .filter((file) => TEST_FILE.test(file));
}

function manifests(): Manifest[] {
  return ["packages", "apps"].flatMap((folder) =>
    readdirSync(join(ROOT, folder)).map((name) => manifestOf(`${folder}/${name}`)),
  );
}

function manifestOf(folder: string): Manifest {
  const file = join(ROOT, folder, "package.json");
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Manifest) : {};
}
