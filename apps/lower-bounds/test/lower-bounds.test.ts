import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

interface Manifest {
  readonly private?: boolean;
  readonly name: string;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

const read = (path: string): Manifest => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8")) as Manifest;

// Packages of Nest find one another by their names, so each version has a folder of its own.
const folders = ["lower-bounds", "lower-bounds-nest-11", "lower-bounds-nest-12"];

const packages = readdirSync(new URL("../../../packages", import.meta.url))
  .map((folder) => read(`../../../packages/${folder}/package.json`))
  .filter((manifest) => !manifest.private);

/** What is installed, as `name@version`: in these folders, and for types in the package that is compiled with them. */
const installed = [...folders.map((folder) => read(`../../${folder}/package.json`)), ...packages].flatMap(
  ({ devDependencies = {} }) =>
    Object.entries(devDependencies).map(([name, version]) =>
      version.startsWith("npm:") ? version.slice("npm:".length) : `${name}@${version}`,
    ),
);

const ranges = packages.flatMap(({ name, peerDependencies = {} }) =>
  Object.entries(peerDependencies)
    .filter(([, range]) => !range.startsWith("workspace:"))
    .flatMap(([peer, range]) => range.split(" || ").map((part) => [name, peer, part] as const)),
);

test.each(ranges)("issue 21: the oldest version that %s allows of %s (%s) is tested", (_, peer, range) => {
  const oldest = /^\^(\d+\.\d+\.\d+)/.exec(range)?.[1];
  expect(oldest).toBeDefined();
  expect(installed).toContain(`${peer}@${oldest!}`);
});
