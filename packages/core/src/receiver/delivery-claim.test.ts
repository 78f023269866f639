import { describe, expect, it, vi } from "vitest";
import { VirtualClock } from "../testing/virtual-clock.js";
import type { DedupeStore } from "../stores/dedupe-store.js";
import { claimDelivery, type DeliveryClaim } from "./delivery-claim.js";
import { memoryDedupeStore } from "../stores/memory-dedupe-store.js";
import { deferred, settled } from "../../test/support/deliveries.js";

function setUp(change: Partial<DedupeStore> = {}) {
  const clock = new VirtualClock();
  const store: DedupeStore = { ...memoryDedupeStore({ clock }), ...change };
  const onLeaseTrouble = vi.fn();
  const take = (keys: string[], owner = "a") => claimDelivery({ store, keys, owner, clock, onLeaseTrouble });
  const peek = async (key: string): Promise<string> => {
    const verdict = await store.claim(key, { owner: "peek", leaseMs: 1 });
    if (verdict === "mine") await store.release(key, { owner: "peek" });
    return verdict === "mine" ? "free" : verdict;
  };
  return { clock, store, take, peek, onLeaseTrouble };
}

describe("claimDelivery", () => {
  it("takes every key, and remembers every key", async () => {
    const { take, peek } = setUp();
    const claim = (await take(["1", "2"])) as DeliveryClaim;
    expect([await peek("1"), await peek("2")]).toEqual(["busy", "busy"]);
    await claim.done();
    expect([await peek("1"), await peek("2")]).toEqual(["done", "done"]);
  });

  it("sets no timer but the lease's for a store that answers at once", async () => {
    const { take, clock } = setUp();
    const setTimer = vi.spyOn(clock, "setTimer");
    await ((await take(["1", "2"])) as DeliveryClaim).done();
    await settled();
    expect(setTimer.mock.calls.map(([, delayMs]) => delayMs)).toEqual([20_000]);
  });

  it("takes none when one is in other hands", async () => {
    const { take, peek } = setUp();
    await take(["2"], "other");
    expect(await take(["1", "2"])).toBe("busy");
    expect(await peek("1")).toBe("free");
  });

  it("lets go of what it may hold when the store fails in between, also of the key that it got no answer for", async () => {
    const memory = memoryDedupeStore();
    const { take, peek, clock } = setUp({
      ...memory,
      claim: async (key, claim) => {
        const verdict = await memory.claim(key, claim);
        return key === "2" && claim.owner === "a" ? new Promise<never>(() => {}) : verdict;
      },
    });
    const taking = take(["1", "2", "3"]);
    const failed = expect(taking).rejects.toMatchObject({ code: "STORE_TIMEOUT" });
    await settled();
    expect([await peek("1"), await peek("2")]).toEqual(["busy", "busy"]);
    await clock.advance(5_000);
    await failed;
    await settled();
    expect([await peek("1"), await peek("2"), await peek("3")]).toEqual(["free", "free", "free"]);
  });

  it("remembers the others with the one that is done", async () => {
    const { take, peek } = setUp();
    await ((await take(["2"], "other")) as DeliveryClaim).done();
    expect(await take(["1", "2", "3"])).toBe("done");
    expect([await peek("1"), await peek("3")]).toEqual(["done", "free"]);
  });

  it("frees every key when the handler failed", async () => {
    const { take, peek, clock } = setUp();
    await ((await take(["1", "2"])) as DeliveryClaim).release();
    expect([await peek("1"), await peek("2")]).toEqual(["free", "free"]);
    expect(clock.pending).toBe(0);
  });

  it("holds its keys for as long as the handler takes", async () => {
    const { take, peek, clock, onLeaseTrouble } = setUp();
    const claim = (await take(["1", "2"])) as DeliveryClaim;
    for (let minute = 0; minute < 30; minute += 1) {
      await clock.advance(60_000);
      expect([await peek("1"), await peek("2")]).toEqual(["busy", "busy"]);
    }
    await claim.release();
    expect(await peek("1")).toBe("free");
    await clock.advance(120_000);
    expect(await peek("1")).toBe("free");
    expect(onLeaseTrouble).not.toHaveBeenCalled();
  });

  it("lets its keys go a minute after its process has stopped", async () => {
    let nowMs = 0;
    const store = memoryDedupeStore({ clock: { now: () => nowMs } });
    const stopped = { now: () => nowMs, setTimer: () => ({ cancel: () => {} }) };
    await claimDelivery({ store, keys: ["1"], owner: "a", clock: stopped, onLeaseTrouble: () => expect.unreachable() });
    nowMs = 59_999;
    expect(await store.claim("1", { owner: "b", leaseMs: 1 })).toBe("busy");
    nowMs = 60_000;
    expect(await store.claim("1", { owner: "b", leaseMs: 1 })).toBe("mine");
  });

  it("says when its keys were taken over, and does not take them back", async () => {
    const { take, clock, store, onLeaseTrouble } = setUp();
    await take(["1"]);
    await store.release("1", { owner: "a" });
    await store.claim("1", { owner: "b", leaseMs: 25_000 });
    await clock.advance(20_000);
    expect(onLeaseTrouble).toHaveBeenCalledOnce();
    await clock.advance(60_000);
    expect(onLeaseTrouble).toHaveBeenCalledOnce();
    expect(await store.claim("1", { owner: "c", leaseMs: 1 })).toBe("mine");
  });

  it("says when an extension fails, and tries again", async () => {
    const memory = memoryDedupeStore();
    const claim = vi.fn(memory.claim);
    const { take, clock, onLeaseTrouble } = setUp({ claim });
    await take(["1"]);
    const down = new Error("down");
    claim.mockRejectedValueOnce(down);
    await clock.advance(20_000);
    expect(onLeaseTrouble.mock.calls).toEqual([[down]]);
    await clock.advance(20_000);
    expect(claim).toHaveBeenCalledTimes(3);
    expect(onLeaseTrouble).toHaveBeenCalledOnce();
  });

  it("is not undone by an extension that was on its way", async () => {
    const { store } = setUp();
    const gate = deferred();
    let slow = false;
    const claim: DedupeStore["claim"] = async (key, options) => {
      if (slow) await gate.promise;
      return store.claim(key, options);
    };
    const clock = new VirtualClock();
    const held = (await claimDelivery({
      store: { ...store, claim },
      keys: ["1"],
      owner: "a",
      clock,
      onLeaseTrouble: () => expect.unreachable(),
    })) as DeliveryClaim;
    slow = true;
    await clock.advance(20_000);
    const released = held.release();
    await settled();
    gate.resolve();
    await released;
    expect(await store.claim("1", { owner: "b", leaseMs: 1 })).toBe("mine");
    expect(clock.pending).toBe(0);
  });

  it("lets go of what it had when the store fails, and says how it failed", async () => {
    const memory = memoryDedupeStore();
    const down = new Error("down");
    const claim: DedupeStore["claim"] = (key, options) =>
      key === "2" ? Promise.reject(down) : memory.claim(key, options);
    const { take, peek, clock } = setUp({ ...memory, claim });
    await expect(take(["1", "2"])).rejects.toBe(down);
    expect(await peek("1")).toBe("free");
    expect(clock.pending).toBe(0);
  });

  it("says how the store failed first, when it fails at letting go as well", async () => {
    const memory = memoryDedupeStore();
    const down = new Error("down");
    const { take } = setUp({
      claim: (key, options) => (key === "2" ? Promise.reject(down) : memory.claim(key, options)),
      release: () => Promise.reject(new Error("still down")),
    });
    await expect(take(["1", "2"])).rejects.toBe(down);
  });

  it("records the other keys when one cannot be recorded", async () => {
    const memory = memoryDedupeStore();
    const down = new Error("down");
    const done: DedupeStore["done"] = async (key, options) => {
      if (key === "1") throw down;
      return memory.done(key, options);
    };
    const { take, peek } = setUp({ ...memory, done });
    const claim = (await take(["1", "2"])) as DeliveryClaim;
    await expect(claim.done()).rejects.toBe(down);
    expect(await peek("2")).toBe("done");
  });

  it("takes any other word of a store for busy", async () => {
    const { take } = setUp({ claim: () => Promise.resolve(undefined as never) });
    expect(await take(["1"])).toBe("busy");
  });
});
