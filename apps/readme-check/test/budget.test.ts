import { execFile } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";

// What people feel of a package before it does anything: what an install brings, and what an import loads. Counted, never timed.

const run = promisify(execFile);
const packageFolder = (name: string): string => fileURLToPath(new URL(`../../../packages/${name}/`, import.meta.url));
const COUNT_MODULES = fileURLToPath(new URL("../src/count-modules.mjs", import.meta.url));

interface Manifest {
  readonly files: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
}

const manifestOf = (name: string): Manifest =>
  JSON.parse(readFileSync(join(packageFolder(name), "package.json"), "utf8")) as Manifest;

/** What the tarball contains: what `files` names, and what is always part of it (the licence lies in the root of the repository). */
function packedFiles(name: string): { readonly path: string; readonly bytes: number }[] {
  const folder = packageFolder(name);
  const published = manifestOf(name).files.flatMap((part) =>
    statSync(join(folder, part)).isDirectory()
      ? readdirSync(join(folder, part), { recursive: true, encoding: "utf8" }).map((path) => join(part, path))
      : [part],
  );
  return [...published, "package.json", "README.md", "../../LICENSE"].flatMap((path) => {
    const stats = statSync(join(folder, path));
    return stats.isFile() ? [{ path, bytes: stats.size }] : [];
  });
}

interface Loaded {
  readonly files: number;
  readonly packages: readonly string[];
  readonly foreign: readonly string[];
}

async function load(specifier: string): Promise<Loaded> {
  const { stdout } = await run(process.execPath, [COUNT_MODULES, specifier], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
  });
  return JSON.parse(stdout) as Loaded;
}

describe("the budget of an install", () => {
  test.each<[name: string, mostFiles: number, mostBytes: number]>([
    ["core", 80, 2_000_000],
    ["express", 8, 55_000],
    ["fastify", 8, 55_000],
    ["nestjs", 22, 165_000],
    ["redis", 8, 78_000],
    ["bullmq", 20, 280_000],
    ["verify", 8, 75_000],
    ["cli", 25, 160_000],
  ])("@sendo/%s packs at most %i files and %i bytes, without source maps", (name, mostFiles, mostBytes) => {
    const files = packedFiles(name);
    expect(files.length).toBeLessThanOrEqual(mostFiles);
    expect(files.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(mostBytes);
    expect(files.filter(({ path }) => path.endsWith(".map"))).toEqual([]);
  });

  test("@sendo/core depends on no other package, and an adapter only on it", () => {
    const dependenciesOf = (name: string): readonly string[] => Object.keys(manifestOf(name).dependencies ?? {});
    expect(dependenciesOf("core")).toEqual([]);
    for (const adapter of ["express", "fastify", "nestjs"]) {
      expect(dependenciesOf(adapter).filter((name) => name.startsWith("@sendo"))).toEqual(["@sendo/core"]);
    }
  });

  test.each([
    ["core", ["zod", "libphonenumber-js"]],
    ["sandbox", ["react-dom", "react", "scheduler"]],
  ])("@sendo/%s contains the licences of what is compiled into it", (name, bundled) => {
    expect(manifestOf(name).files).toContain("dist");
    const notices = readFileSync(join(packageFolder(name), "dist/THIRD-PARTY-NOTICES.md"), "utf8");
    expect(notices.match(/^## .*$/gm)).toEqual(
      bundled.map((each) => expect.stringMatching(`^## ${each} \\S+ \\(MIT\\)$`)),
    );
  });
});

describe("the budget of an import, in files", () => {
  test.each<[specifier: string, most: number, packages: string[], foreign: string[]]>([
    ["@sendo/core", 8, ["core"], []],
    ["@sendo/core/phone", 6, ["core"], []],
    ["@sendo/core/gate", 8, ["core"], []],
    ["@sendo/core/guard", 8, ["core"], []],
    ["@sendo/express", 12, ["core", "express"], []],
    ["@sendo/fastify", 12, ["core", "fastify"], ["fastify-plugin"]],
    ["@sendo/redis", 12, ["core", "redis"], []],
    ["@sendo/verify", 14, ["core", "verify"], []],
  ])("%s loads at most %i", async (specifier, most, packages, foreign) => {
    const loaded = await load(specifier);
    expect(loaded.files).toBeLessThanOrEqual(most);
    expect(loaded.packages).toEqual(packages);
    expect(loaded.foreign).toEqual(foreign);
  });

  // They are most of a cold start, and a process that only checks a number needs none of them.
  test("@sendo/core loads neither TLS nor HTTP nor cryptography before its first use", async () => {
    const source = `await import("@sendo/core"); console.log(JSON.stringify(process.moduleLoadList))`;
    const { stdout } = await run(process.execPath, ["--input-type=module", "-e", source], {
      cwd: fileURLToPath(new URL("..", import.meta.url)),
    });
    const loaded = (JSON.parse(stdout) as string[]).map((name) => name.replace("NativeModule ", ""));
    expect(loaded).toContain("perf_hooks"); // the list names what our own code asks for
    expect(loaded.filter((name) => ["crypto", "http", "https", "net", "tls"].includes(name))).toEqual([]);
  });
});
