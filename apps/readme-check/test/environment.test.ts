import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startSandbox } from "@sendo/sandbox";
import { expect, test, onTestFinished } from "vitest";

const FRAMEWORKS = ["express", "fastify", "nestjs"] as const;
const script = fileURLToPath(new URL("../src/bare-forms.mjs", import.meta.url));
const withoutSendo = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("SENDO_")));

function start(framework: string, env: Record<string, string | undefined>, ...flags: string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, [...flags, script, framework], { env, timeout: 30_000 }, (_failed, stdout) =>
      resolve(stdout.trim()),
    );
  });
}

test.each(FRAMEWORKS)(
  "%s needs nothing but the environment: that of the process, or a .env file",
  async (framework) => {
    await using sandbox = await startSandbox();
    const folder = await mkdtemp(join(tmpdir(), "sendo-env-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, ".env");
    const lines = Object.entries(sandbox.env).map(([name, value]) => `${name}=${value}\n`);
    await writeFile(file, lines.join(""));

    const ids = [
      await start(framework, { ...withoutSendo, ...sandbox.env }),
      await start(framework, withoutSendo, `--env-file=${file}`),
    ];
    expect(sandbox.messages().map(({ id }) => id)).toEqual(ids);
  },
  60_000,
);

test("without a key each of them stops at start, and all say the same", async () => {
  const said = await Promise.all(FRAMEWORKS.map((framework) => start(framework, withoutSendo)));
  expect(new Set(said).size).toBe(1);
  expect(said[0]).toMatch(/^config_api_key_missing: .*SENDO_API_KEY/);
}, 60_000);
