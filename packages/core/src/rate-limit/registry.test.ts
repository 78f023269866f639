import { expect, test } from "vitest";
import { silentLogger } from "../observe/logger.js";
import { VirtualClock } from "../testing/virtual-clock.js";
import { Limiter, type Permit } from "./limiter.js";
import { leaseLimiter, sharedAccount } from "./registry.js";

const clock = new VirtualClock();
const create =
  (limit = 20) =>
  (): Limiter =>
    new Limiter({ limit, clock, random: () => 0 });

test("clients of one account share a limiter, those of another do not", () => {
  const [a, b, other] = ["one", "one", "two"].map((account) => leaseLimiter(account, 20, create(), silentLogger));
  expect(a!.limiter).toBe(b!.limiter);
  expect(other!.limiter).not.toBe(a!.limiter);
});

test("two copies of this package meet, since the registry is found by a registered symbol", () => {
  const { limiter } = leaseLimiter("copies", 20, create(), silentLogger);
  const registry = (globalThis as unknown as Record<symbol, Map<string, { limiter: unknown }>>)[
    Symbol.for("sendo.limiters.v1")
  ]!;
  expect(registry.get("copies")!.limiter).toBe(limiter);
});

test("of differing limits the lower one wins, with a warning, in either order", () => {
  for (const [first, second] of [
    [20, 5],
    [5, 20],
  ] as const) {
    const lines: unknown[] = [];
    const logger = { ...silentLogger, warn: (fields: object) => void lines.push(fields) };
    const account = `differing ${first}`;
    const { limiter } = leaseLimiter(account, first, create(first), logger);
    leaseLimiter(account, second, create(second), logger);
    expect(limiter.state.limit).toBe(5);
    expect(lines).toEqual([{ requestsPerSecond: second, already: first, kept: 5 }]);
  }
});

test("an unused account is forgotten only when all that it has sent is out of the window", async () => {
  const lease = leaseLimiter("leaving", 20, create(), silentLogger);
  let permit!: Permit;
  lease.limiter.enqueue("normal", (given) => (permit = given));
  permit.responded(200, {});
  lease.release();
  lease.release(); // counts once
  for (let i = 0; i < 200; i += 1) leaseLimiter(`crowd ${i}`, 20, create(), silentLogger);
  const again = leaseLimiter("leaving", 20, create(), silentLogger);
  expect(again.limiter).toBe(lease.limiter);
  again.release();
  await clock.advance(1001);
  leaseLimiter("one more", 20, create(), silentLogger);
  expect(leaseLimiter("leaving", 20, create(), silentLogger).limiter).not.toBe(lease.limiter);
});

test("a limit that nobody names any more is not kept for the next client, but what was sent is", async () => {
  const lines: unknown[] = [];
  const logger = { ...silentLogger, warn: (fields: object) => void lines.push(fields) };
  const slow = leaseLimiter("reloaded", 5, create(5), logger);
  const permits: Permit[] = [];
  for (let i = 0; i < 5; i += 1) slow.limiter.enqueue("normal", (permit) => permits.push(permit));
  for (const permit of permits) permit.responded(200, {});
  slow.release();
  const next = leaseLimiter("reloaded", 20, create(), logger);
  expect([next.limiter.state.limit, next.limiter.configuredLimit, lines]).toEqual([20, 20, []]);
  let admitted = 0;
  for (let i = 0; i < 20; i += 1) next.limiter.enqueue("normal", () => (admitted += 1));
  expect(admitted).toBe(15); // five are still in the window
  next.release();
  expect(leaseLimiter("reloaded", 3, create(3), logger).limiter.state.limit).toBe(3);
});

test("after a 429 a raised limit does not undo the half that is kept", () => {
  const { limiter, release } = leaseLimiter("raised", 10, create(10), silentLogger);
  limiter.enqueue("normal", (permit) => permit.responded(429, {}));
  expect(limiter.state.limit).toBe(5);
  release();
  expect(leaseLimiter("raised", 20, create(), silentLogger).limiter.state.limit).toBe(5);
});

test("clients meet on the very same store only, whichever copy of this package asks", () => {
  const [one, two] = [{}, {}];
  expect(sharedAccount("a", one)).toBe(sharedAccount("a", one));
  expect(new Set([sharedAccount("a", one), sharedAccount("a", two), sharedAccount("b", one), "a"]).size).toBe(4);
});

test("3,000 short-lived accounts leave nothing behind (newrelic-telemetry#37)", async () => {
  const registry = (globalThis as { [key: symbol]: unknown })[Symbol.for("sendo.limiters.v1")] as Map<string, unknown>;
  registry.clear(); // other files in this worker have left accounts, whose clocks stand still
  for (let i = 0; i < 3_000; i += 1) {
    const { limiter, release } = leaseLimiter(`tenant ${i}`, 20, create(), silentLogger);
    limiter.enqueue("normal", (permit) => permit.responded(200, {}));
    release();
    await clock.advance(10);
  }
  // Those of the last second are remembered, since what they sent is still in the window.
  expect(registry.size).toBeLessThanOrEqual(200);
});
