import { describe, expect, it, onTestFinished, vi } from "vitest";
import { DEDUPE_STORE_CASES } from "../testing/stores/dedupe-store-cases.js";
import { VirtualClock } from "../testing/virtual-clock.js";
import { memoryDedupeStore } from "./memory-dedupe-store.js";

const HOUR = 3_600_000;

function setUp(options: Parameters<typeof memoryDedupeStore>[0] = {}) {
  let nowMs = 0;
  const store = memoryDedupeStore({ clock: { now: () => nowMs }, ...options });
  return {
    claim: (key: string, owner = "a", leaseMs = 1000) => store.claim(key, { owner, leaseMs }),
    done: (key: string, owner = "a", ttlMs = 2 * HOUR) => store.done(key, { owner, ttlMs }),
    release: (key: string, owner = "a") => store.release(key, { owner }),
    advance: (ms: number) => (nowMs += ms),
  };
}

describe("memoryDedupeStore keeps the contract", () => {
  it.each(DEDUPE_STORE_CASES)("$name", async ({ run }) => {
    const clock = new VirtualClock();
    await run({ store: memoryDedupeStore({ clock }), passTime: (ms) => clock.advance(ms) });
  });
});

describe("memoryDedupeStore", () => {
  it("gives a key to one owner", async () => {
    const { claim } = setUp();
    expect(await claim("k", "a")).toBe("mine");
    expect(await claim("k", "b")).toBe("busy");
    expect(await claim("other", "b")).toBe("mine");
  });

  it("lets the owner extend its lease, and others in when it has ended", async () => {
    const { claim, advance } = setUp();
    await claim("k", "a");
    advance(999);
    expect(await claim("k", "a")).toBe("mine");
    advance(999);
    expect(await claim("k", "b")).toBe("busy");
    advance(1);
    expect(await claim("k", "b")).toBe("mine");
    expect(await claim("k", "a")).toBe("busy");
  });

  it("frees a key for its owner only", async () => {
    const { claim, release } = setUp();
    await claim("k", "a");
    await release("k", "b");
    expect(await claim("k", "b")).toBe("busy");
    await release("k", "a");
    expect(await claim("k", "b")).toBe("mine");
    await release("never claimed");
  });

  it("remembers what is done for as long as it was asked to, to everybody", async () => {
    const { claim, done, advance, release } = setUp();
    await claim("k");
    await done("k");
    await release("k");
    expect([await claim("k", "a"), await claim("k", "b")]).toEqual(["done", "done"]);
    advance(2 * HOUR - 1);
    expect(await claim("k")).toBe("done");
    advance(1);
    expect(await claim("k")).toBe("mine");
  });

  it("remembers for as long as it was made to, when it was", async () => {
    const { claim, done, advance } = setUp({ ttlMs: 10 });
    await done("k");
    advance(9);
    expect(await claim("k")).toBe("done");
    advance(1);
    expect(await claim("k")).toBe("mine");
  });

  it("takes the word of an owner whose lease has ended, and the next one cannot undo it", async () => {
    const { claim, done, release, advance } = setUp();
    await claim("k", "slow");
    advance(1000);
    expect(await claim("k", "next")).toBe("mine");
    await done("k", "slow");
    await release("k", "next");
    expect(await claim("k", "third")).toBe("done");
  });

  it("forgets what was done longest ago first", async () => {
    const { claim, done } = setUp({ maxEntries: 3 });
    for (const key of ["1", "2", "3", "1", "4"]) {
      await claim(key); // "1" again: now it is newer than the others
      await done(key);
    }
    expect(await claim("3")).toBe("done");
    expect(await claim("1")).toBe("done");
    expect(await claim("4")).toBe("done");
    expect(await claim("2")).toBe("mine");
  });

  it("never forgets what is being handled, even if that alone is more than it may hold", async () => {
    const { claim, done } = setUp({ maxEntries: 2 });
    await done("old");
    for (const key of ["1", "2", "3"]) expect(await claim(key, "a")).toBe("mine");
    for (const key of ["1", "2", "3"]) expect(await claim(key, "b")).toBe("busy");
    expect(await claim("old", "b")).toBe("mine");
  });

  it("drops claims whose owner is gone when it is full", async () => {
    const { claim, advance, done } = setUp({ maxEntries: 2 });
    for (const key of ["1", "2"]) await claim(key, "gone");
    advance(1000);
    await done("3");
    // Had the two stayed, "3" would have been the one to forget.
    await done("4");
    expect(await claim("3")).toBe("done");
    expect(await claim("4")).toBe("done");
  });

  it.each([{ ttlMs: 0 }, { ttlMs: 1.5 }, { maxEntries: 0 }, { maxEntries: Number.NaN }, { ttlMs: -1 }])(
    "rejects %j",
    (options) => {
      expect(() => memoryDedupeStore(options)).toThrow(
        expect.objectContaining({ code: "config_option_invalid" }) as Error,
      );
    },
  );

  it("works with the machine's clock", async () => {
    const store = memoryDedupeStore();
    expect(await store.claim("k", { owner: "a", leaseMs: 1000 })).toBe("mine");
  });

  it("does not look through what it has forgotten for each key that it takes when it is full", async () => {
    const { claim, done } = setUp({ maxEntries: 100 });
    const keys = vi.spyOn(Map.prototype, "keys");
    onTestFinished(() => keys.mockRestore());
    for (let index = 0; index < 1000; index += 1) {
      await claim(`k-${index}`);
      await done(`k-${index}`);
    }
    expect(keys).not.toHaveBeenCalled();
    expect(await claim("k-900")).toBe("done");
    expect(await claim("k-800")).toBe("mine");
  });
});
