import { describe, expect, test } from "vitest";
import { IDEMPOTENCY_STORE_CASES } from "../testing/stores/idempotency-store-cases.js";
import { VirtualClock } from "../testing/virtual-clock.js";
import { memoryIdempotencyStore } from "./memory-idempotency-store.js";

describe("memoryIdempotencyStore keeps the contract", () => {
  test.each(IDEMPOTENCY_STORE_CASES)("$name", async ({ run }) => {
    const clock = new VirtualClock();
    await run({ store: memoryIdempotencyStore({ clock }), passTime: (ms) => clock.advance(ms) });
  });
});

const claim = (owner: string, leaseMs = 1000) => ({ owner, fingerprint: "f", reference: owner, leaseMs });
const fact = { fingerprint: "f", id: "m", reference: "r", ttlMs: 1000 };

describe("memoryIdempotencyStore is bounded", () => {
  test("the message that was accepted longest ago is evicted first", async () => {
    const store = memoryIdempotencyStore({ maxEntries: 2, clock: new VirtualClock() });
    for (const key of ["a", "b"]) await store.accept(key, fact);
    expect(await store.claim("c", claim("1"))).toEqual({ state: "mine" });
    expect(await store.claim("b", claim("2"))).toMatchObject({ state: "accepted" });
    expect(await store.claim("a", claim("2"))).toMatchObject({ state: "mine" });
  });

  test("a message in flight or in doubt is never evicted: further keys are rejected until there is room", async () => {
    const clock = new VirtualClock();
    const store = memoryIdempotencyStore({ maxEntries: 2, clock });
    await store.claim("a", claim("1"));
    await store.dispatch("a", { owner: "1", leaseMs: 1, ttlMs: 10_000 });
    await store.claim("b", claim("2"));
    await expect(store.claim("c", claim("3"))).rejects.toThrow("full");
    await clock.advance(1000);
    expect(await store.claim("c", claim("3"))).toEqual({ state: "mine" });
    expect(await store.claim("a", claim("4"))).toMatchObject({ state: "in-doubt" });
  });

  test("a ttlMs that is shorter than a lease forgets nothing that is held", async () => {
    const clock = new VirtualClock();
    const store = memoryIdempotencyStore({ ttlMs: 100, clock });
    const claim = (owner: string) => store.claim("a", { ...fact, owner, leaseMs: 1000 });
    await claim("1");
    await store.dispatch("a", { owner: "1", leaseMs: 1000, ttlMs: 60_000 });
    await clock.advance(900);
    await store.extend("a", { owner: "1", leaseMs: 1000 });
    await clock.advance(999);
    expect((await claim("2")).state).toBe("busy");
    await clock.advance(1);
    expect((await claim("2")).state).toBe("mine");
  });

  test("its own ttlMs wins", async () => {
    const clock = new VirtualClock();
    const store = memoryIdempotencyStore({ ttlMs: 5000, clock });
    await store.accept("a", fact);
    await clock.advance(4999);
    expect(await store.claim("a", claim("1"))).toMatchObject({ state: "accepted" });
    await clock.advance(1);
    expect(await store.claim("a", claim("1"))).toMatchObject({ state: "mine" });
  });

  test.each([{ ttlMs: 0 }, { maxEntries: 1.5 }, { maxEntries: -1 }])("%j is rejected", (options) => {
    expect(() => memoryIdempotencyStore(options)).toThrow("a whole number of at least 1");
  });
});
