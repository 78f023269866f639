import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const script = fileURLToPath(new URL("../support/bulk-memory.mjs", import.meta.url));

test.each([
  ["two hundred thousand rows", [], 200_000],
  ["sixty thousand rows of a slow source, beside one that takes until the end", ["slow"], 60_000],
])(
  "%s take no more memory at the end than at the beginning",
  async (_, options, rows) => {
    const { stdout } = await promisify(execFile)(process.execPath, ["--expose-gc", script, ...options]);
    const { settled, heapBytes } = JSON.parse(stdout) as { settled: number; heapBytes: number[] };
    expect(settled).toBe(rows);
    // A kept row is at least 100 bytes. Four fifths of the rows would be 16 MB, or 4.8 MB.
    expect(Math.max(...heapBytes.slice(1)) - heapBytes[0]!).toBeLessThan(4_000_000);
  },
  120_000,
);
