import { expect, test } from "vitest";
import { silentLogger } from "../logger.js";
import { VirtualClock } from "../testing/virtual-clock.js";
import { Limiter, type Permit } from "./limiter.js";
import { memoryRateLimitStore } from "./memory-rate-limit-store.js";
import type { RateLimitStore } from "./rate-limit-store.js";
import { leaseLimiter, type LimiterLease } from "./registry.js";
import { SharedLimiter } from "./shared-limiter.js";

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
  lease.limiter.enter("normal", (given) => (permit = given));
  permit.answered(200, {});
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

test("who comes after the last client was closed brings its own connection to the store; who comes beside others uses theirs", async () => {
  const asked: string[] = [];
  const memory = memoryRateLimitStore({ clock });
  const store = (name: string): RateLimitStore => ({
    exchange: (...of) => (asked.push(name), memory.exchange(...of)),
  });
  const stores = ["first", "beside", "after"].map(store);
  const lease = (of: RateLimitStore) => leaseLimiter("shared", 20, () => shared(of), silentLogger, of);
  const shared = (of: RateLimitStore): SharedLimiter =>
    new SharedLimiter({
      limit: 20,
      clock,
      random: () => 0,
      account: "a",
      store: of,
      processes: 1,
      logger: silentLogger,
    });
  const enter = async (limiter: LimiterLease["limiter"]): Promise<void> => {
    await new Promise<void>((resolve) => {
      limiter.enter("normal", (permit) => {
        permit.answered(200, {});
        resolve();
      });
    });
    await limiter.flush?.();
  };
  const first = lease(stores[0]!);
  const beside = lease(stores[1]!);
  await enter(beside.limiter);
  expect(new Set(asked)).toEqual(new Set(["first"]));
  first.release();
  beside.release();
  asked.length = 0;
  await enter(lease(stores[2]!).limiter);
  expect(new Set(asked)).toEqual(new Set(["after"]));
});
