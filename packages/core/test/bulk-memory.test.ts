import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

test("half a million rows take no more memory at the end than at the beginning", async () => {
  const script = fileURLToPath(new URL("support/bulk-memory.mjs", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ["--expose-gc", script]);
  const { settled, heapBytes } = JSON.parse(stdout) as { settled: number; heapBytes: number[] };
  expect(settled).toBe(500_000);
  // One row kept is 100 bytes of text at the least: 400,000 of them would be 40 MB.
  expect(Math.max(...heapBytes.slice(1)) - heapBytes[0]!).toBeLessThan(4_000_000);
}, 120_000);
