import { memoryIdempotencyStore, SendoValidationError, type SendoError } from "@sendo/core";
import { memoryCounterStore } from "@sendo/core/stores";
import { describe, expect, test, vi } from "vitest";
import { createVerifier, memoryVerifyStore, type CodeMessage } from "../src/index.js";
import { asWord, seeded, SECRET, setUp, TO, wrong } from "./support/set-up.js";

const MINUTE_MS = 60_000;
const OPENING = { state: "opened", id: "6f9d1c1e-0000-4000-8000-000000000001", send: 1, expiresInMs: 600_000 } as const;

describe("start", () => {
  test("sends a code that is approved once", async () => {
    const { verifier, codes, fake } = setUp();
    expect(await verifier.start({ to: TO })).toEqual({ status: "started", resendInMs: 30_000 });
    const [code] = codes();
    expect(fake.outbox.last().body).toBe(`Acme: your code is ${code}. It expires in 10 minutes.`);
    expect(await verifier.check({ to: TO, code: code! })).toEqual({ status: "approved" });
    expect(await verifier.check({ to: TO, code: code! })).toEqual({ status: "not-found" });
  });

  test("ends the message with the line of the domain, in one segment", async () => {
    const { verifier, codes, fake } = setUp({ domain: "acme.example" });
    await verifier.start({ to: TO });
    const { body } = fake.outbox.last();
    expect(body.split("\n").at(-1)).toBe(`@acme.example #${codes()[0]}`);
    expect(body.length).toBeLessThanOrEqual(160);
  });

  test("uses the app's message", async () => {
    const message = vi.fn(({ code, locale }: { code: string; locale: string | undefined }) => `${locale}: ${code}`);
    const { verifier, codes, fake } = setUp({ message, domain: "acme.example" });
    await verifier.start({ to: TO, locale: "de" });
    expect(fake.outbox.last().body).toBe(`de: ${codes()[0]}\n@acme.example #${codes()[0]}`);
    expect(message.mock.calls).toMatchObject([
      [{ code: "000000", brand: "Acme", minutes: 10, locale: undefined }], // by createVerifier
      [{ brand: "Acme", minutes: 10, locale: "de" }],
    ]);
  });

  test("a message of two segments is rejected before it is sent, unless `maxSegments` allows it", async () => {
    const message = ({ code, locale }: CodeMessage): string =>
      locale === "uk" ? `${"Це ваш код для входу на сайт Acme. ".repeat(2)}${code}` : code;
    const { verifier, fake } = setUp({ message });
    const error = await verifier.start({ to: TO, locale: "uk" }).catch((each: unknown) => each);
    expect(error).toMatchObject({ code: "config_option_invalid" });
    expect(String(error)).toMatch(/takes up 2 segments \(UCS-2\), but the `maxSegments` option of createVerifier is 1/);
    expect(String(error)).not.toMatch(/\d{6}|код/);
    expect(await verifier.start({ to: TO, locale: "en" })).toMatchObject({ status: "started" });
    expect(fake.outbox.sent).toHaveLength(1);
    const larger = setUp({ message, maxSegments: 2 });
    expect(await larger.verifier.start({ to: TO, locale: "uk" })).toMatchObject({ status: "started" });
  });

  test("a message without the code is not sent, and the person need not wait", async () => {
    let text = "";
    const { verifier, fake } = setUp({ message: ({ code }) => text || code });
    text = "no code";
    await expect(verifier.start({ to: TO })).rejects.toThrow(/must return a string that contains the code/);
    text = "";
    expect(await verifier.start({ to: TO })).toMatchObject({ status: "started" });
    expect(fake.outbox.sent).toHaveLength(1);
  });

  test("within thirty seconds sends nothing and keeps the code; after it a new code replaces the old one", async () => {
    const { verifier, codes, fake } = setUp();
    await verifier.start({ to: TO });
    await fake.clock.advance(29_000);
    expect(await verifier.start({ to: TO })).toEqual({ status: "started", resendInMs: 1_000 });
    expect(codes()).toHaveLength(1);
    await fake.clock.advance(1_000);
    await verifier.start({ to: TO });
    const [old, latest] = codes();
    expect(latest).not.toBe(old);
    expect(await verifier.check({ to: TO, code: old! })).toEqual({ status: "expired" });
    expect(await verifier.check({ to: TO, code: latest! })).toEqual({ status: "approved" });
  });

  test("after an unknown outcome sends the same code again, and a new one after that", async () => {
    const { verifier, codes, fake } = setUp();
    fake.next({ kind: "accepted-then", then: "reset" });
    expect(await verifier.start({ to: TO })).toEqual({ status: "started", resendInMs: 30_000 });
    expect(await verifier.check({ to: TO, code: wrong(codes()[0]!) })).toEqual({ status: "wrong", attemptsLeft: 4 });
    await fake.clock.advance(30_000);
    await verifier.start({ to: TO });
    await fake.clock.advance(30_000);
    await verifier.start({ to: TO });
    const [first, again, latest] = codes();
    expect(again).toBe(first);
    expect(latest).not.toBe(first);
    expect(await verifier.check({ to: TO, code: first! })).toEqual({ status: "expired" });
    expect(await verifier.check({ to: TO, code: latest! })).toEqual({ status: "approved" });
  });

  test("a code whose outcome is unknown works", async () => {
    const { verifier, codes, fake } = setUp();
    fake.next({ kind: "accepted-then", then: "reset" });
    await verifier.start({ to: TO });
    expect(await verifier.check({ to: TO, code: codes()[0]! })).toEqual({ status: "approved" });
  });

  test.each(["not-sent", "rejected"] as const)(
    "%s is an error, and the person can try again immediately",
    async (kind) => {
      const { verifier, codes, fake } = setUp({ perNumber: { max: 1, windowMs: MINUTE_MS } });
      fake.next({ kind });
      await expect(verifier.start({ to: TO })).rejects.toMatchObject({ outcome: kind });
      expect(await verifier.start({ to: TO })).toMatchObject({ status: "started" });
      expect(await verifier.check({ to: TO, code: codes()[0]! })).toEqual({ status: "approved" });
      await fake.clock.advance(30_000);
      expect(await verifier.start({ to: TO })).toMatchObject({ status: "limited" });
    },
  );

  test("no key of a send follows from what a store holds: the digest beside it would reveal the code by trying", async () => {
    const keys = await Promise.all(
      [SECRET, SECRET.toUpperCase()].map(async (secret) => {
        const { fake } = setUp({}, { idempotency: memoryIdempotencyStore() });
        const challenges = { ...memoryVerifyStore().challenges, open: () => Promise.resolve(OPENING) };
        const send = vi.spyOn(fake.client.messages, "send");
        const store = { ...memoryVerifyStore(), challenges };
        await createVerifier({ client: fake.client, store, secret, brand: "Acme" }).start({ to: TO });
        return send.mock.calls[0]![1]!.idempotencyKey!;
      }),
    );
    expect(new Set(keys).size).toBe(2); // although the store is the same
    for (const key of keys) expect(key).not.toContain(OPENING.id);
  });

  test("each send has priority, a deadline and an idempotency key of its own", async () => {
    const { verifier, fake } = setUp({}, { idempotency: memoryIdempotencyStore() });
    const send = vi.spyOn(fake.client.messages, "send");
    fake.next({ kind: "accepted-then", then: "reset" });
    await verifier.start({ to: TO });
    await fake.clock.advance(30_000);
    await verifier.start({ to: TO });
    const options = send.mock.calls.map(([, given]) => given!);
    const key = expect.stringMatching(/^sendo-verify-[0-9a-f]{32}$/) as string;
    expect(options[0]).toEqual({ priority: "high", deadlineMs: 10_000, idempotencyKey: key });
    expect(options[1]).toEqual({ priority: "high", deadlineMs: 10_000, idempotencyKey: key });
    expect(options[1]!.idempotencyKey).not.toBe(options[0]!.idempotencyKey);
  });

  test("responds in the same way to any number", async () => {
    const { verifier } = setUp();
    const results = await Promise.all(
      ["+12065550143", "+447911123456", "+18765551234"].map((to) => verifier.start({ to })),
    );
    expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(1);
  });

  test("limits codes per number for all purposes together, and per address", async () => {
    const { verifier, fake } = setUp({
      perNumber: { max: 2, windowMs: MINUTE_MS },
      perIp: { max: 3, windowMs: MINUTE_MS },
    });
    const start = async (to: string, purpose: string, ip: string): Promise<string> =>
      (await verifier.start({ to, purpose, ip })).status;
    expect(await start(TO, "login", "2001:db8::1")).toBe("started");
    expect(await start(TO, "payment", "2001:db8::2")).toBe("started");
    expect(await start(TO, "sign-up", "192.0.2.1")).toBe("limited");
    expect(await start("+12065550143", "login", "2001:db8:0:0:ffff::3")).toBe("started");
    expect(await start("+12065550144", "login", "2001:DB8::4")).toBe("limited");
    expect(await start("+12065550144", "login", "2001:db8:0:1::4")).toBe("started");
    expect(fake.outbox.sent).toHaveLength(4);
    await fake.clock.advance(MINUTE_MS);
    expect(await start(TO, "sign-up", "2001:db8::1")).toBe("started");
  });

  test.each([["2065550142"], ["+1 206 555 0142"], [""], [undefined], [12065550142]])(
    "%j is not a number",
    async (to) => {
      const { verifier, fake } = setUp();
      const error = await verifier.start({ to: to as string }).catch((each: unknown) => each);
      expect(error).toBeInstanceOf(SendoValidationError);
      await expect(verifier.check({ to: to as string, code: "123456" })).rejects.toBeInstanceOf(SendoValidationError);
      expect(JSON.stringify(error).replaceAll("such as +12065550142", "")).not.toContain("5550142");
      expect(fake.requests).toBe(0);
    },
  );

  test("rejects an address that is not one, and unknown input", async () => {
    const { verifier } = setUp();
    await expect(verifier.start({ to: TO, ip: "example.com" })).rejects.toMatchObject({ code: "invalid_input" });
    await expect(verifier.start({ to: TO, phone: TO } as never)).rejects.toThrow(/`phone` is not an option of start/);
    await expect(verifier.check({ to: TO, code: 123456 as never })).rejects.toMatchObject({ code: "invalid_input" });
  });
});

describe("check", () => {
  test("accepts a code as people type it", async () => {
    const { verifier, codes } = setUp();
    await verifier.start({ to: TO });
    const code = codes()[0]!;
    expect(await verifier.check({ to: TO, code: ` ${code.slice(0, 3)}-${code.slice(3)}\n` })).toEqual({
      status: "approved",
    });
  });

  test("locks after five attempts, also for the right code, until a new code is sent", async () => {
    const { verifier, codes, fake } = setUp();
    await verifier.start({ to: TO });
    for (let left = 4; left >= 0; left -= 1)
      expect(await verifier.check({ to: TO, code: wrong(codes()[0]!) })).toEqual({
        status: "wrong",
        attemptsLeft: left,
      });
    expect(await verifier.check({ to: TO, code: codes()[0]! })).toEqual({ status: "locked" });
    await fake.clock.advance(30_000);
    await verifier.start({ to: TO });
    expect(await verifier.check({ to: TO, code: codes()[1]! })).toEqual({ status: "approved" });
  });

  test("a code expires after ten minutes", async () => {
    const { verifier, codes, fake } = setUp();
    await verifier.start({ to: TO });
    await fake.clock.advance(10 * MINUTE_MS);
    expect(await verifier.check({ to: TO, code: codes()[0]! })).toEqual({ status: "expired" });
  });

  test("a code is worth nothing for another number, purpose or secret", async () => {
    const store = memoryVerifyStore();
    const { verifier, codes, fake } = setUp({ store });
    await verifier.start({ to: TO });
    const code = codes()[0]!;
    expect(await verifier.check({ to: "+12065550143", code })).toEqual({ status: "not-found" });
    expect(await verifier.check({ to: TO, code, purpose: "payment" })).toEqual({ status: "not-found" });
    const other = createVerifier({ client: fake.client, store, secret: `${SECRET}!`, brand: "Acme" });
    expect(await other.check({ to: TO, code })).toEqual({ status: "not-found" });
    expect(await verifier.check({ to: TO, code })).toEqual({ status: "approved" });
  });

  test("of fifty concurrent right checks, within the attempts, exactly one is approved", async () => {
    for (let round = 0; round < 20; round += 1) {
      const { verifier, codes } = setUp();
      await verifier.start({ to: TO });
      const checks = await Promise.all(Array.from({ length: 50 }, () => verifier.check({ to: TO, code: codes()[0]! })));
      expect(checks.filter(({ status }) => status === "approved")).toHaveLength(1);
    }
  });

  test("100,000 guesses against one number in a day are stopped at 50", async () => {
    const { verifier, codes, fake } = setUp();
    const random = seeded(25);
    let compared = 0;
    let approved = 0;
    for (let guess = 0; guess < 100_000; guess += 1) {
      if (guess % 30 === 0) await verifier.start({ to: TO });
      const { status } = await verifier.check({ to: TO, code: String(Math.floor(random() * 1e6)).padStart(6, "0") });
      if (status === "wrong" || status === "approved") compared += 1;
      if (status === "approved") approved += 1;
      if (guess % 40 === 0) await fake.clock.advance(30_000);
    }
    expect(codes()).toHaveLength(10);
    expect(compared).toBe(50);
    expect(approved).toBe(0);
  }, 60_000);
});

test("codes are spread evenly, keep leading zeros and have up to eight digits", async () => {
  const { verifier, codes, fake } = setUp({ digits: 8, perNumber: { max: 1000, windowMs: MINUTE_MS } });
  for (let each = 0; each < 300; each += 1) {
    await verifier.start({ to: TO, purpose: `p-${each}` });
  }
  expect(fake.outbox.sent).toHaveLength(300);
  expect(codes().every((code) => /^\d{8}$/.test(code))).toBe(true);
  expect(new Set(codes().map((code) => code[0])).size).toBe(10);
});

describe("no code and no number", () => {
  test("is in the store or in an error", async () => {
    const seen: unknown[] = [];
    const spied = <Store extends object>(store: Store): Store =>
      new Proxy(store, {
        get: (target, name) => {
          const method = Reflect.get(target, name) as (...given: unknown[]) => Promise<unknown>;
          return async (...given: unknown[]) => {
            const result = await method.apply(target, given);
            seen.push(given, result);
            return result;
          };
        },
      });
    const plain = memoryVerifyStore();
    const store = { challenges: spied(plain.challenges), counters: spied(plain.counters) };
    const { verifier, codes, fake } = setUp({ store });
    await verifier.start({ to: TO, ip: "192.0.2.77" });
    await verifier.check({ to: TO, code: wrong(codes()[0]!) });
    await verifier.check({ to: TO, code: codes()[0]! });
    fake.next({ kind: "rejected" });
    const error = (await verifier.start({ to: "+12065550177" }).catch((each: unknown) => each)) as SendoError;
    const shown = JSON.stringify(seen) + JSON.stringify(error) + String(error.stack);
    expect(seen.length).toBeGreaterThan(8);
    for (const code of [codes()[0]!, wrong(codes()[0]!)]) expect(shown).not.toMatch(asWord(code));
    for (const secret of ["5550142", "5550177", "192.0.2.77", SECRET]) expect(shown).not.toContain(secret);
  });
});

test.each<[object, RegExp]>([
  [{ secret: "short" }, /`secret` option of createVerifier must be a string of at least 32 characters/],
  [{ client: {} }, /`client` option of createVerifier must be a Sendo client/],
  [{ store: memoryCounterStore() }, /`store` option of createVerifier must be an object with `challenges`/],
  [{ brand: " " }, /`brand` option of createVerifier must be a name/],
  [{ brand: "Acme".repeat(40) }, /takes up 2 segments \(GSM-7\)/],
  [{ message: ({ code }: CodeMessage) => code.padEnd(161) }, /takes up 2 segments \(GSM-7\)/],
  [{ message: async ({ code }: CodeMessage) => code }, /`message` option of createVerifier must return a string/],
  [{ maxSegments: 0 }, /`maxSegments` option of createVerifier/],
  [{ domain: "https://acme.example" }, /`domain` option of createVerifier must be a domain/],
  [{ digits: 4 }, /from 6 to 8/],
  [{ ttlMs: 1 }, /from 60000 to 3600000/],
  [{ maxAttempts: 100 }, /from 1 to 10/],
  [{ perNumber: { max: 0, windowMs: 1000 } }, /`perNumber\.max` option of createVerifier/],
  [{ perIp: { max: 1, window: 1000 } }, /`perIp\.window` is not an option of createVerifier/],
  [{ breaker: {} }, /`breaker` option of createVerifier/],
  [{ message: "Hi" }, /`message` option of createVerifier must be a function/],
  [{ code: 6 }, /`code` is not an option of createVerifier/],
])("%j cannot be used", (options, problem) => {
  expect(() => setUp(options)).toThrow(problem);
  expect(() => setUp(options)).not.toThrow(SECRET);
});
