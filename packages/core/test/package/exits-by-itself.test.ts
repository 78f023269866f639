import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { startCountingServer } from "../support/counting-server.js";

test("a script that sends one message and awaits it exits without close()", async () => {
  const server = await startCountingServer();
  try {
    const script = `
      import { Sendo } from ${JSON.stringify(new URL("../../dist/index.js", import.meta.url).href)};
      const sendo = new Sendo();
      const { id } = await sendo.messages.send({ to: "+12065550142", body: "x" });
      console.log(id);
    `;
    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], {
      timeout: 20_000, // the test fails, rather than hangs, when the process does not exit
      env: {
        ...process.env,
        SENDO_API_KEY: "sandbox_k",
        SENDO_BASE_URL: server.url,
        SENDO_CAMPAIGN: "c",
        SENDO_CA_FILE: "",
        NODE_EXTRA_CA_CERTS: await caFile(server.ca),
      },
    });
    expect(stdout).toBe("message-1\n");
    expect(server.requests).toHaveLength(1);
  } finally {
    await server.close();
  }
}, 30_000);

async function caFile(pem: string): Promise<string> {
  const { mkdtemp, writeFile } = await import("node:fs/promises");
  const { tmpdir } = await import("node:os");
  const { join } = await import("node:path");
  const file = join(await mkdtemp(join(tmpdir(), "sendo-test-")), "ca.pem");
  await writeFile(file, pem);
  return file;
}
