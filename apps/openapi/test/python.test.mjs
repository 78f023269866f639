import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startSandbox } from "@sendo/sandbox";

test("a Python program without dependencies sends and receives through the sandbox", async () => {
  const sandbox = await startSandbox();
  try {
    const { PATH } = process.env;
    const program = fileURLToPath(new URL("program.py", import.meta.url));
    const { stdout } = await promisify(execFile)("python3", [program], {
      env: { PATH, ...sandbox.env },
      timeout: 60_000,
    });
    const { statuses, reply } = JSON.parse(stdout);
    assert.deepEqual(statuses, ["QUEUED", "SENT", "DELIVERED"]);
    assert.equal(reply, "Thanks, I will be there.");
    assert.deepEqual(sandbox.problems(), []);
  } finally {
    await sandbox.close();
  }
});
