import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { BUN, NODE } from "../src/binaries.mjs";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const SANDBOX = path("../../../packages/sandbox/bin/sendo-sandbox.js");
const GUEST = path("../src/sandbox-guest.mjs");

for (const [name, runtime] of Object.entries({ Node: NODE, Bun: BUN })) {
  test(`core on ${name} sends and receives through the sandbox`, async () => {
    const words = [SANDBOX, "exec", "--strict", "--", ...runtime, GUEST];
    const { stdout } = await promisify(execFile)(process.execPath, words);
    assert.deepEqual(JSON.parse(stdout), { sent: "Your table is ready", received: "On my way" });
  });
}
