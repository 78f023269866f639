import { describe, expect, test, vi } from "vitest";
import { memoryCounterStore } from "../stores/memory-counter-store.js";
import type { CounterStore } from "../stores/counter-store.js";
import { fakeSendo, type FakeSendo } from "../testing/fake-sendo.js";
import { createGuard, type Budget, type SendoGuard } from "./index.js";

const HOUR_MS = 3_600_000;
const message = { to: "+12065550142", body: "Your table is ready" };

/** Sends messages through a client with budgets; each result is `sent` or the reason of the rejection. */
function setUp(budgets: readonly Budget[], options: { rules?: SendoGuard[]; store?: CounterStore } = {}) {
  const clock = { now: () => fake.clock.now() };
  const guard = createGuard({ budgets, store: memoryCounterStore({ clock }), ...options });
  const fake: FakeSendo = fakeSendo({ guard });
  const send = async (to = message.to, body = message.body): Promise<string> => {
    try {
      await fake.client.messages.send({ to, body });
      return "sent";
    } catch (error) {
      const { reason, code } = error as { reason?: string; code: string };
      return reason ?? code;
    }
  };
  return { fake, send };
}

describe("a budget", () => {
  test("of the account counts segments, and is new after a day", async () => {
    const { fake, send } = setUp([{ per: "account", segments: 4 }]);
    expect(await send(message.to, "x".repeat(300))).toBe("sent");
    expect(await send(message.to, "x".repeat(400))).toBe("account_budget_spent");
    expect([await send("+12065550143"), await send(), await send()]).toEqual(["sent", "sent", "account_budget_spent"]);
    await fake.clock.advance(24 * HOUR_MS);
    expect(await send()).toBe("sent");
    expect(fake.outbox.sent).toHaveLength(4);
  });

  test("of recipients is one for each number; an MMS is one segment", async () => {
    const { fake, send } = setUp([{ per: "recipient", segments: 1, windowMs: HOUR_MS }]);
    const mms = { ...message, body: "x".repeat(500), mediaUrls: ["https://acme.example/a.png"] };
    await fake.client.messages.send(mms);
    expect([await send(), await send("+12065550143")]).toEqual(["recipient_budget_spent", "sent"]);
  });

  test("of prefixes is one for each; `startsWith` leaves other numbers out", async () => {
    const { send } = setUp([{ per: "prefix", segments: 1, digits: 4, startsWith: "+44" }]);
    const sent = [await send("+447911123456"), await send("+447911123457"), await send("+447811123456")];
    expect(sent).toEqual(["sent", "prefix_budget_spent", "sent"]);
    expect([await send(), await send()]).toEqual(["sent", "sent"]);
  });

  test("several are all spent or none", async () => {
    const { send } = setUp([
      { per: "account", segments: 2 },
      { per: "recipient", segments: 1 },
    ]);
    expect([await send(), await send(), await send("+12065550143"), await send("+12065550144")]).toEqual([
      "sent",
      "recipient_budget_spent",
      "sent",
      "account_budget_spent",
    ]);
  });

  test("gets back what was not sent or was rejected, and nothing for an unknown outcome", async () => {
    const { fake, send } = setUp([{ per: "account", segments: 1 }]);
    const client = fake.client.withOptions({ retry: false });
    fake.next({ kind: "not-sent" });
    await expect(client.messages.send(message)).rejects.toMatchObject({ outcome: "not-sent" });
    fake.next({ kind: "rejected" });
    await expect(client.messages.send(message)).rejects.toMatchObject({ outcome: "rejected" });
    fake.next({ kind: "accepted-then", then: "reset" });
    await expect(client.messages.send(message)).rejects.toMatchObject({ outcome: "unknown" });
    expect(await send()).toBe("account_budget_spent");
  });

  test("holds for concurrent sends", async () => {
    const { fake, send } = setUp([{ per: "account", segments: 20 }]);
    const results = Promise.all(Array.from({ length: 100 }, () => send()));
    await fake.clock.advance(60_000);
    expect((await results).filter((each) => each === "sent")).toHaveLength(20);
    expect(fake.outbox.sent).toHaveLength(20);
  });

  test("whose store fails sends nothing; the number is in no key", async () => {
    const take = vi.fn<CounterStore["take"]>(() => Promise.reject(new Error("away")));
    const { fake, send } = setUp(
      [
        { per: "recipient", segments: 1 },
        { per: "prefix", segments: 1 },
      ],
      {
        store: { take, giveBack: () => Promise.resolve() },
      },
    );
    expect(await send()).toBe("guard_failed");
    expect(fake.requests).toBe(0);
    expect(JSON.stringify(take.mock.calls)).not.toMatch(/2065/);
  });

  test("is counted after the other rules, which settle when it is spent", async () => {
    const settle = vi.fn<(outcome: string) => void>();
    let isAllowed = false;
    const rule: SendoGuard = {
      check: () => (isAllowed ? { allowed: true, settle } : { allowed: false, reason: "not_today" }),
    };
    const { send } = setUp([{ per: "account", segments: 1 }], { rules: [rule] });
    expect(await send()).toBe("not_today");
    isAllowed = true;
    expect([await send(), await send()]).toEqual(["sent", "account_budget_spent"]);
    expect(settle.mock.calls).toEqual([["accepted"], ["not-sent"]]);
  });

  test("gets back what it counted when a later rule fails", async () => {
    const settle = vi.fn<(outcome: string) => void>();
    const failing: SendoGuard = { check: () => Promise.reject(new Error("away")) };
    const rules = [{ check: () => ({ allowed: true, settle }) as const }, failing];
    const fake = fakeSendo({ guard: createGuard({ rules }) });
    await expect(fake.client.messages.send(message)).rejects.toMatchObject({ code: "guard_failed" });
    expect(settle.mock.calls).toEqual([["not-sent"]]);
  });

  test("a rule that returns no verdict is a guard that failed", async () => {
    const fake = fakeSendo({ guard: createGuard({ rules: [{ check: () => undefined as never }] }) });
    await expect(fake.client.messages.send(message)).rejects.toMatchObject({ code: "guard_failed" });
    expect(fake.requests).toBe(0);
  });
});

test.each<[object, RegExp]>([
  [{ budgets: [] }, /`budgets` option of createGuard must be a list of budgets/],
  [{ budgets: [{ per: "day", segments: 1 }] }, /`budgets\[0\]\.per` option of createGuard must be "account"/],
  [
    { budgets: [{ per: "account", segments: -1 }] },
    /`budgets\[0\]\.segments` option of createGuard must be a whole number/,
  ],
  [{ budgets: [{ per: "account", segments: 1, windowMs: 10 }] }, /windowMs` option of createGuard must be/],
  [{ budgets: [{ per: "account", segments: 1, digits: 4 }] }, /needs `per: "prefix"`/],
  [{ budgets: [{ per: "prefix", segments: 1, digits: 16 }] }, /from 1 to 15/],
  [{ budgets: [{ per: "account", segments: 1, startsWith: "44" }] }, /startsWith` option of createGuard must be/],
  [{ budgets: [{ per: "account", segments: 1, day: 1 }] }, /`budgets\[0\]\.day` is not an option of createGuard/],
  [
    {
      budgets: [
        { per: "account", segments: 1 },
        { per: "account", segments: 2 },
      ],
    },
    /`budgets\[1\]` of createGuard limits the same messages/,
  ],
  [{ budgets: [{ per: "account", segments: 1 }], store: {} }, /`store` option of createGuard must be a counter store/],
  [{ store: memoryCounterStore() }, /needs `budgets`/],
  [{ rules: [{}] }, /`rules` option of createGuard must contain only guards/],
  [{ rules: [createGuard({ redirectTo: "+12065550142" })] }, /no `redirectTo`/],
])("%j cannot be used", (options, problem) => {
  expect(() => createGuard(options)).toThrow(problem);
});
