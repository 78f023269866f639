import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";
import { startSandbox } from "@sendo/sandbox";
import { expect, onTestFinished, test } from "vitest";
import { findSnippets } from "../src/snippets.js";
import { transpileSnippets } from "../src/transpile.js";

// A request that waits for its database while the process is told to end, and sends after that.
const SLOW = (server: string, reply: (id: string) => string): string => `
app.get("/slow", async (${server}) => {
  const told = new Promise((resolve) => process.once("SIGTERM", () => setTimeout(resolve, 50)));
  console.log("busy");
  await told;
  ${reply('{ to: "+12065550142", body: "Your table is ready" }')}
});
`;
const RECIPES = [
  [
    "packages/express/README.md",
    "app.use(sendoErrorHandler(",
    SLOW("req, res", (input) => `res.json(await req.sendo.messages.send(${input}));`),
  ],
  ["packages/fastify/README.md", "await app.listen(", SLOW("", (input) => `return app.sendo.messages.send(${input});`)],
] as const;

test.each(RECIPES)(
  "the shutdown of %s answers a request that sends while the process ends, and then leaves",
  async (document, place, slowRoute) => {
    const snippet = findSnippets().find(
      ({ name, code }) => name.startsWith(`${document}#`) && code.includes("SIGTERM"),
    )!;
    const code = snippet.code.replace(place, `${slowRoute}$&`);
    expect(code).toContain('"/slow"');
    const [transpiled] = transpileSnippets(
      [{ name: snippet.name, code }],
      `generated-shutdown-${document.split("/")[1]!}`,
    );
    await using sandbox = await startSandbox();
    const runner = fileURLToPath(new URL("../src/run-server.mjs", import.meta.url));
    const child = spawn(process.execPath, [runner, pathToFileURL(transpiled!.file).href], {
      env: { ...process.env, ...sandbox.env, NODE_ENV: "test" },
      stdio: ["ignore", "pipe", "inherit"],
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    const exited = once(child, "exit");
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const lineLike = async (pattern: RegExp): Promise<RegExpExecArray> => {
      for (;;) {
        const { value, done } = await lines.next();
        if (done === true) throw new Error(`the app ended without ${String(pattern)}`);
        const found = pattern.exec(value);
        if (found !== null) return found;
      }
    };
    const [, port] = await lineLike(/^port (\d+)$/);
    const answer = fetch(`http://127.0.0.1:${port!}/slow`);
    answer.catch(() => {}); // looked at below
    await lineLike(/busy/);
    child.kill("SIGTERM");
    expect((await answer).status).toBe(200);
    expect(sandbox.messages()).toHaveLength(1);
    expect(await exited).toEqual([0, null]);
  },
  60_000,
);
