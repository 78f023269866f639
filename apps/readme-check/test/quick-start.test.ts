import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { documents, findSnippets, ROOT, slug } from "../src/snippets.js";
import { transpileSnippets } from "../src/transpile.js";

const ADAPTERS = ["express", "fastify", "nestjs"];
const SANDBOX = join(ROOT, "packages/sandbox/bin/sendo-sandbox.js");

async function freePort(): Promise<string> {
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return String(port);
}

/** The README's own command, with the compiled files instead of the TypeScript files. */
function quickStartCommand(readme: string): string[] {
  const [, command] = /^npx @sendo\/sandbox (exec .*test\.m?[jt]s)$/m.exec(readme)!;
  return command!
    .replace(/npx tsx (\S+)\.mts$/, "node $1.mjs")
    .replace(/node dist\//, "node src/")
    .split(" ");
}

test.each(ADAPTERS)(
  "issue 27: the quick start of @sendo/%s runs as written, and its test passes",
  async (name) => {
    const document = `packages/${name}/README.md`;
    const readme = readFileSync(join(ROOT, document), "utf8");
    const snippets = findSnippets().filter((snippet) => snippet.name.startsWith(`${document}#`));
    const port = await freePort();
    transpileSnippets(
      snippets.map((snippet) => ({ ...snippet, code: snippet.code.replaceAll("3000", port) })),
      `generated-quick-start-${name}`,
    );

    const cwd = fileURLToPath(new URL(`../generated-quick-start-${name}/${slug(document)}`, import.meta.url));
    const words = quickStartCommand(readme.replaceAll("3000", port));
    const child = spawn(process.execPath, [SANDBOX, ...words], { cwd, stdio: ["ignore", "pipe", "pipe"] });
    onTestFinished(() => void child.kill("SIGKILL"));
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => void (output += String(chunk)));
    const [code] = (await once(child, "exit")) as [number];
    expect(output).toContain("+12065550142: On my way");
    expect(code, output).toBe(0);
  },
  60_000,
);

test.each(ADAPTERS)("the Dockerfile of @sendo/%s starts a file of its README", (name) => {
  const document = `packages/${name}/README.md`;
  const [, file] = /^CMD \["node", "(.+)"\]$/m.exec(readFileSync(join(ROOT, document), "utf8"))!;
  const source = file!.replace(/^dist\/(.+)\.js$/, "src/$1.ts");
  const paths = findSnippets().map(({ path, extension }) => `${path!}.${extension!}`);
  expect(paths).toContain(`${slug(document)}/${source}`);
});

const readmes = documents().filter((document) => document.startsWith("packages/"));

test.each(readmes)("issue 27: %s has at most 1,500 words, code included", (document) => {
  expect(readFileSync(join(ROOT, document), "utf8").split(/\s+/).filter(Boolean).length).toBeLessThanOrEqual(1_500);
});
