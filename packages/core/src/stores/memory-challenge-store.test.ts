import { describe, expect, test } from "vitest";
import { CHALLENGE_STORE_CASES } from "../testing/stores/challenge-store-cases.js";
import { VirtualClock } from "../testing/virtual-clock.js";
import { memoryChallengeStore } from "./memory-challenge-store.js";

describe("memoryChallengeStore keeps the contract", () => {
  test.each(CHALLENGE_STORE_CASES)("$name", async ({ run }) => {
    const clock = new VirtualClock();
    await run({ store: memoryChallengeStore({ clock }), passTime: (ms) => clock.advance(ms) });
  });
});

test("when it is full, no challenge is opened until one is evicted", async () => {
  const clock = new VirtualClock();
  const store = memoryChallengeStore({ clock, maxEntries: 1 });
  const challenge = { id: "a", ttlMs: 1000, resendAfterMs: 0, maxAttempts: 5 };
  await store.open("a", challenge);
  await expect(store.open("b", challenge)).rejects.toThrow("maximum number of challenges");
  await expect(store.open("a", { ...challenge, id: "b" })).resolves.toMatchObject({ state: "again" });
  await clock.advance(2000);
  await expect(store.open("b", challenge)).resolves.toMatchObject({ state: "opened" });
});

test("works with the machine's clock, and rejects options that cannot be used", async () => {
  expect(await memoryChallengeStore().attempt("a", { maxAttempts: 1 })).toEqual({ state: "not-found" });
  expect(() => memoryChallengeStore({ maxEntries: 0 })).toThrow("a whole number of at least 1");
  expect(() => memoryChallengeStore({ ttlMs: 1 } as never)).toThrow("`ttlMs` is not an option of memoryChallengeStore");
});
