import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const script = fileURLToPath(new URL("../support/bulk-memory.mjs", import.meta.url));

test.each([
  ["half a million rows", [], 500_000],
  ["a hundred thousand rows of a slow source, beside one that takes until the end", ["slow"], 100_000],
])(
  "%s take no more memory at the end than at the beginning",
  async (_, options, rows) => {
    const { stdout } = await promisify(execFile)(process.execPath, ["--expose-gc", script, ...options]);
    const { settled, heapBytes } = JSON.parse(stdout) as { settled: number; heapBytes: number[] };
    expect(settled).toBe(rows);
    // One kept row is at least 100 bytes: four fifths of them would be 40 MB, or 8.
    expect(Math.max(...heapBytes.slice(1)) - heapBytes[0]!).toBeLessThan(4_000_000);
  },
  120_000,
);
