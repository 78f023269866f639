import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { Limiter } from "../../src/rate-limit/limiter.js";
import { VirtualClock } from "../../src/testing/virtual-clock.js";

const WAITING = 100_000;

test("a slot in the limiter's queue takes less than 400 bytes, and leaves nothing when it is given up", () => {
  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc") as () => void;
  const heapBytes = (): number => {
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  const limiter = new Limiter({ limit: 1, clock: new VirtualClock(), random: () => 0.5 });
  const crowd = (): number => {
    const before = heapBytes();
    const leave = Array.from({ length: WAITING }, () => limiter.enqueue("normal", () => {}));
    const bytes = heapBytes() - before;
    for (const one of leave) one();
    return bytes;
  };
  limiter.enqueue("normal", () => {});
  crowd();
  const before = heapBytes();
  const bytes = crowd();
  expect(limiter.queued).toBe(0);
  // A list of 100,000 slots is 800 kB already, so a measurement that has gone wrong is seen here.
  expect(bytes).toBeGreaterThan(WAITING * 16);
  expect(bytes / WAITING).toBeLessThan(400);
  expect(heapBytes() - before).toBeLessThan(WAITING * 8);
});

interface Crowd {
  readonly queued: number;
  readonly bytesEach: number;
  readonly outcomes: readonly string[];
  readonly left: number;
}

test("a whole send takes no more while 30,000 wait than while 1,000 do, and leaves nothing when it is aborted", async () => {
  const script = fileURLToPath(new URL("../support/queue-memory.mjs", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ["--expose-gc", script]);
  const { few, many } = JSON.parse(stdout) as { few: Crowd; many: Crowd };
  expect([few.queued, many.queued]).toEqual([1000, 30_000]);
  expect(many.outcomes).toEqual(["not-sent"]);
  expect(many.bytesEach).toBeGreaterThan(100);
  expect(many.bytesEach).toBeLessThan(4200);
  expect(many.bytesEach).toBeLessThan(few.bytesEach * 1.5);
  // 20 bytes for each of them: an object that is kept would be seen.
  expect(many.left).toBeLessThan(many.queued * 20);
}, 120_000);
