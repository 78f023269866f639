import { createGuard } from "@sendo/core/guard";
import { fakeSendo } from "@sendo/core/testing";
import { memoryCounterStore } from "@sendo/core/stores";
import { describe, expect, test } from "vitest";
import { createPumpingBreaker, createVerifier, memoryVerifyStore, type PumpingBreakerOptions } from "../src/index.js";
import { seeded, SECRET } from "./support/set-up.js";

const HOUR_MS = 3_600_000;

/** A verifier with a breaker, which the client's guard knows too. */
function setUp(options: Omit<PumpingBreakerOptions, "counters"> = {}, budget = 1_000_000) {
  const clock = { now: (): number => fake.clock.now() };
  const store = memoryVerifyStore({ clock });
  const breaker = createPumpingBreaker({ counters: store.counters, ...options });
  const budgets = [{ per: "account", segments: budget, windowMs: HOUR_MS }] as const;
  const guard = createGuard({ rules: [breaker.guard], budgets, store: memoryCounterStore({ clock }) });
  const fake: ReturnType<typeof fakeSendo> = fakeSendo({ guard, retry: false });
  const verifier = createVerifier({ client: fake.client, store, secret: SECRET, brand: "Acme", breaker });
  const start = async (to: string): Promise<string> => (await verifier.start({ to })).status;
  const verify = async (to: string): Promise<void> => {
    const { body } = fake.outbox.sent.filter((sent) => sent.to === to && sent.body.includes("code")).at(-1)!;
    const { status } = await verifier.check({ to, code: /\b\d{6}\b/.exec(body)![0] });
    expect(status).toBe("approved");
  };
  return { fake, breaker, start, verify };
}

const number = (prefix: string, index: number): string => `${prefix}${String(index).padStart(5, "0")}`;

describe("a breaker", () => {
  test("stops a prefix of which no code is verified, and no other, for an hour", async () => {
    const { fake, start } = setUp({ unverified: 20 });
    for (let index = 0; index < 20; index += 1) expect(await start(number("+882131", index))).toBe("started");
    expect(await start(number("+882131", 20))).toBe("limited");
    expect(await start(number("+882132", 0))).toBe("started");
    await fake.clock.advance(HOUR_MS);
    expect(await start(number("+882131", 21))).toBe("started");
  });

  test("does not stop a busy prefix of which one code in four is verified", async () => {
    const { start, verify } = setUp({ unverified: 20 });
    for (let index = 0; index < 400; index += 1) {
      const to = number("+120655", index);
      expect(await start(to)).toBe("started");
      if (index % 4 === 0) await verify(to);
    }
  });

  test("rejects every other message to the prefix, until an earlier code is verified", async () => {
    const { fake, start, verify } = setUp({ unverified: 2 });
    const to = number("+882131", 0);
    await start(to);
    await start(number("+882131", 1));
    const sent = (): PromiseLike<unknown> => fake.client.messages.send({ to, body: "Your table is ready" });
    await sent();
    expect(await start(number("+882131", 2))).toBe("limited");
    await expect(sent()).rejects.toMatchObject({ code: "guard_rejected", reason: "pumping_suspected" });
    await verify(to);
    await sent();
    expect(await start(number("+882131", 2))).toBe("started");
  });

  test("does not count codes that were not sent, and counts those with an unknown outcome", async () => {
    const { fake, start } = setUp({ unverified: 2 });
    for (let index = 0; index < 10; index += 1) {
      fake.next({ kind: index % 2 === 0 ? "not-sent" : "rejected" });
      await expect(start(number("+882131", index))).rejects.toThrow();
    }
    fake.next({ kind: "accepted-then", then: "reset" }, 2);
    expect([await start(number("+882131", 10)), await start(number("+882131", 11))]).toEqual(["started", "started"]);
    expect(await start(number("+882131", 12))).toBe("limited");
  });

  test("lets at most its bound out of a pumping attack of 10,000 starts, and disturbs nobody else", async () => {
    const { fake, start, verify } = setUp({ unverified: 30 });
    const random = seeded(25);
    const expensive = ["+882131", "+675701", "+247490"];
    let people = 0;
    for (let each = 0; each < 10_000; each += 1) {
      const prefix = expensive[Math.floor(random() * expensive.length)]!;
      await start(number(prefix, Math.floor(random() * 100_000)));
      if (each % 50 === 0) {
        const person = number("+120655", each);
        expect(await start(person)).toBe("started");
        await verify(person);
        people += 1;
      }
    }
    const attacked = fake.outbox.sent.filter(({ to }) => !to.startsWith("+1"));
    expect(attacked).toHaveLength(30 * expensive.length);
    expect(fake.outbox.sent).toHaveLength(attacked.length + people);
  }, 60_000);

  test("without a breaker that helps, the guard's budget bounds an attack over many prefixes", async () => {
    const { fake, start } = setUp({}, 250);
    const random = seeded(26);
    let rejected = 0;
    for (let each = 0; each < 10_000; each += 1) {
      const to = `+44${String(7_000_000_000 + Math.floor(random() * 999_999_999))}`;
      await start(to).catch(({ reason }: { reason: string }) => {
        expect(reason).toBe("account_budget_spent");
        rejected += 1;
      });
    }
    expect(fake.outbox.sent).toHaveLength(250);
    expect(rejected).toBeGreaterThan(9_000);
  }, 60_000);
});

test.each<[object, RegExp]>([
  [{}, /`counters` option of createPumpingBreaker must be a counter store/],
  [{ counters: memoryCounterStore(), unverified: 0 }, /`unverified` option of createPumpingBreaker/],
  [{ counters: memoryCounterStore(), startsPerVerified: 0 }, /`startsPerVerified` option of createPumpingBreaker/],
  [{ counters: memoryCounterStore(), windowMs: 1 }, /`windowMs` option of createPumpingBreaker/],
  [{ counters: memoryCounterStore(), digits: 16 }, /`digits` option of createPumpingBreaker/],
  [{ counters: memoryCounterStore(), share: 0.5 }, /`share` is not an option of createPumpingBreaker/],
])("%j cannot be used", (options, problem) => {
  expect(() => createPumpingBreaker(options as PumpingBreakerOptions)).toThrow(problem);
});
