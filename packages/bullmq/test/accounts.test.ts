import "reflect-metadata";
import { randomUUID } from "node:crypto";
import { Test } from "@nestjs/testing";
import type { SendInput, Sendo, SendoLogger, SendoOptions } from "@sendo/core";
import { SendoModule } from "@sendo/nestjs";
import { redisIdempotencyStore } from "@sendo/redis";
import type { Queue } from "bullmq";
import { describe, expect, onTestFinished, test } from "vitest";
import type { OutboxOptions, SendoOutbox } from "../src/index.js";
import { getSendoOutboxToken, SendoOutboxModule } from "../src/nestjs.js";
import { asAnotherProcess, LOST, next, onSend, setUpLab, MESSAGE } from "./support/lab.js";

const lab = setUpLab();
const STALLED_AFTER_MS = 1_000;

/** A client of an account of its own. */
function clientOf(tenant: { readonly clientOptions: SendoOptions }, options: SendoOptions = {}): Sendo {
  const { ca: _, ...clientOptions } = tenant.clientOptions;
  return lab.client({ ...clientOptions, ...options });
}

/** Two accounts of one sandbox, and what each has sent. */
function twoAccounts() {
  const [eu, us] = [lab.sandbox().tenant(), lab.sandbox().tenant()];
  onTestFinished(() => Promise.all([eu.drop(), us.drop()]).then(() => {}));
  const sent = () => ({ eu: eu.messages().length, us: us.messages().length });
  return { eu, us, sent };
}

/** A logger whose first warning can be waited for. */
function listen() {
  const lines: { readonly fields: Record<string, unknown>; readonly message: string }[] = [];
  let hear = (): void => {};
  const warned = new Promise<void>((resolve) => (hear = resolve));
  const quiet = (): void => {};
  const warn: SendoLogger["warn"] = (fields, message) => {
    lines.push({ fields: fields, message: message });
    hear();
  };
  return { lines, warned, logger: { debug: quiet, info: quiet, error: quiet, warn } satisfies SendoLogger };
}

const whenDelayed = (queue: Queue): Promise<void> => expect.poll(() => queue.getDelayedCount()).toBe(1);

/** Brings forward what waits, again and again: which of two workers gets a job is a matter of luck. */
const untilAccepted = (outbox: SendoOutbox, key: string): Promise<void> =>
  expect
    .poll(
      async () => {
        await outbox.queues.messages.promoteJobs();
        return (await outbox.find(key))?.state;
      },
      { timeout: 25_000, interval: 20 },
    )
    .toBe("accepted");

async function keysInReview(outbox: SendoOutbox): Promise<string[]> {
  const keys: string[] = [];
  for await (const { idempotencyKey } of outbox.review.list()) keys.push(idempotencyKey);
  return keys;
}

/** Resolves when this many messages have been accepted. */
function acceptedBy(outboxes: readonly SendoOutbox[], count: number): Promise<void> {
  let accepted = 0;
  return new Promise((resolve) => {
    for (const outbox of outboxes) outbox.on("accepted", () => void ((accepted += 1) === count && resolve()));
  });
}

describe.runIf(lab.available)("issue 16: two accounts with an outbox each", () => {
  test("in Nest, as in the README: eu sends its 20 messages from its own queue", async () => {
    const { eu, us, sent } = twoAccounts();
    const idempotency = redisIdempotencyStore(lab.redis(), { prefix: randomUUID() });
    const app = await Test.createTestingModule({
      imports: Object.entries({ eu, us }).flatMap(([name, { clientOptions }]) => [
        SendoModule.forRoot({ ...clientOptions, name, account: name, idempotency, requestsPerSecond: false }),
        SendoOutboxModule.forRoot({ outbox: name, account: name, connection: lab.redis(), work: {} }),
      ]),
    }).compile();
    await app.init();
    const outboxes = ["eu", "us"].map((name) => app.get<SendoOutbox>(getSendoOutboxToken(name)));
    expect(outboxes.map(({ queues }) => queues.messages.name)).toEqual(["sendo-outbox-eu", "sendo-outbox-us"]);
    const all = acceptedBy(outboxes, 21);
    for (let index = 0; index < 20; index += 1)
      await outboxes[0]!.enqueue(MESSAGE, { idempotencyKey: `order-${index}` });
    await outboxes[1]!.enqueue(MESSAGE, { idempotencyKey: "order-7" });
    await all;
    expect(sent()).toEqual({ eu: 20, us: 1 });
    await app.close();
  });

  test("in Nest, the default account keeps the default name, and the `name` option takes precedence", async () => {
    const names: string[] = [];
    for (const [account, options] of [
      [undefined, {}],
      ["default", {}],
      ["e u:1", {}],
      ["eu", { name: "mine" }],
    ] as const) {
      const app = await Test.createTestingModule({
        imports: [
          SendoModule.forRoot({ ...lab.sandbox().clientOptions, ...(account !== undefined && { name: account }) }),
          SendoOutboxModule.forRoot({ connection: lab.redis(), ...options, ...(account !== undefined && { account }) }),
        ],
      }).compile();
      await app.init();
      names.push(app.get<SendoOutbox>(getSendoOutboxToken()).queues.messages.name);
      await app.close();
    }
    expect(names).toEqual(["sendo-outbox", "sendo-outbox", "sendo-outbox-e%20u%3A1", "mine"]);
  });

  test("one name for two accounts in one process is an error with a remedy", async () => {
    const { eu, us } = twoAccounts();
    const first = lab.outbox({ sendo: clientOf(eu) });
    const error = { code: "config_setup_invalid", message: expect.stringMatching(/a different `name`/) as string };
    const url = `${lab.server().url}/0`;
    const port = Number(new URL(url).port);
    for (const connection of [lab.redis(), { url }, { host: "localhost", port }])
      expect(() => lab.outbox({ sendo: clientOf(us), connection })).toThrow(expect.objectContaining(error));
    lab.outbox({ sendo: clientOf(eu).withOptions({ deadlineMs: 1000 }) });
    lab.outbox({ sendo: clientOf(us), prefix: "{another}" });
    lab.outbox({ sendo: clientOf(us), connection: { port, db: 1 } });
    await first.close();
    expect(() => lab.outbox({ sendo: clientOf(us) })).toThrow(expect.objectContaining(error));
  });

  test("a name is free when its last outbox is closed", async () => {
    const { eu, us } = twoAccounts();
    const outboxes = [lab.outbox({ sendo: clientOf(eu) }), lab.outbox({ sendo: clientOf(eu) })];
    for (const outbox of outboxes) {
      expect(() => lab.outbox({ sendo: clientOf(us) })).toThrow();
      await outbox.close();
    }
    lab.outbox({ sendo: clientOf(us) });
  });

  test("a name that another outbox uses for its reviews is rejected", () => {
    expect(() => lab.outbox({ name: "sendo-outbox-review" })).toThrow(/`-review`/);
  });
});

describe.runIf(lab.available)("issue 16: two processes of two accounts on one queue", () => {
  /** An outbox as a process of its own would make it. */
  const outboxOf = (tenant: { readonly clientOptions: SendoOptions }, options: Partial<OutboxOptions> = {}) => {
    asAnotherProcess();
    return lab.outbox({ sendo: clientOf(tenant), ...options });
  };

  test("eu sends all its 20 messages, although a worker of us takes jobs too", async () => {
    const { eu, us, sent } = twoAccounts();
    const [first, second] = [outboxOf(eu), outboxOf(us)];
    for (let index = 0; index < 20; index += 1) await first.enqueue(MESSAGE, { idempotencyKey: `order-${index}` });
    second.work({ concurrency: 3 });
    first.work({ concurrency: 3 });
    for (let index = 0; index < 20; index += 1) await untilAccepted(first, `order-${index}`);
    expect(sent()).toEqual({ eu: 20, us: 0 });
  });

  test("the wrong worker puts a message back without using an attempt and logs one warning, and the right worker sends it", async () => {
    const { eu, us, sent } = twoAccounts();
    const { lines, warned, logger } = listen();
    const [right, wrong] = [outboxOf(eu), outboxOf(us, { logger })];
    await right.enqueue(MESSAGE, { idempotencyKey: "a" });
    wrong.work();
    await warned;
    await whenDelayed(right.queues.messages);
    const [job] = await right.queues.messages.getDelayed();
    expect(job!.delay).toBeGreaterThanOrEqual(400);
    expect(job).toMatchObject({ attemptsMade: 0, attemptsStarted: 1 });
    expect(await right.find("a")).toEqual({ idempotencyKey: "a", state: "waiting", attempts: 0 });
    expect(await wrong.find("a")).toBeUndefined();
    expect([await wrong.retry("a"), await wrong.remove("a")]).toEqual([false, undefined]);
    const { fields, message } = lines[0]!;
    expect(message).toMatch(/`name`.*`takeOver`/);
    expect(fields).toEqual({
      queue: right.queues.messages.name,
      account: expect.stringMatching(/^[0-9a-f]{8}$/) as string,
      own: expect.stringMatching(/^[0-9a-f]{8}$/) as string,
    });
    expect((job!.data as { account: string }).account).toMatch(new RegExp(`^${String(fields.account)}[0-9a-f]{24}$`));
    expect(JSON.stringify(job!.data)).not.toContain(eu.clientOptions.apiKey);
    right.work();
    await untilAccepted(right, "a");
    expect(await right.find("a")).toMatchObject({ attempts: 1 });
    expect(sent()).toEqual({ eu: 1, us: 0 });
    expect(lines).toHaveLength(1);
  });

  test("one key in two accounts identifies two messages", async () => {
    const { eu, us, sent } = twoAccounts();
    const outboxes = [outboxOf(eu), outboxOf(us)];
    const [first, second] = outboxes as [SendoOutbox, SendoOutbox];
    // A store of each account's own, or named accounts; see docs/decisions/2026-11-28-account-of-an-idempotency-key.md.
    await first.enqueue(MESSAGE, { idempotencyKey: "order-7" });
    expect(await second.enqueue({ ...MESSAGE, body: "other" }, { idempotencyKey: "order-7" })).toMatchObject({
      state: "waiting",
    });
    expect(await second.remove("order-7")).toMatchObject({ state: "waiting" });
    expect(await first.find("order-7")).toMatchObject({ state: "waiting" });
    const heard = next(first, "accepted");
    first.work();
    await heard;
    expect(await second.find("order-7")).toBeUndefined();
    expect(sent()).toEqual({ eu: 1, us: 0 });
  });

  test("a message in review is looked up only in its own account", async () => {
    const { eu, us, sent } = twoAccounts();
    const { ca: _, ...clientOptions } = eu.clientOptions;
    const lossy = lab.client(
      clientOptions,
      onSend(async (pass) => {
        await pass();
        return LOST;
      }),
    );
    const reviewAfterMs = [1_000];
    const sender = outboxOf(eu, { sendo: lossy, reviewAfterMs });
    const inReview = next(sender, "review");
    await sender.enqueue(MESSAGE, { idempotencyKey: "a" });
    sender.work();
    await inReview;
    await sender.close();
    const { warned, logger } = listen();
    let looks = 0;
    const { ca: __, ...wrongOptions } = us.clientOptions;
    const looking = lab.client(wrongOptions, (request, pass) => {
      looks += request.method === "GET" ? 1 : 0;
      return pass();
    });
    const wrong = outboxOf(us, { sendo: looking, logger, reviewAfterMs });
    expect([await keysInReview(wrong), await wrong.find("a")]).toEqual([[], undefined]);
    expect(await wrong.review.settle("a", "abandoned")).toBe(false);
    wrong.work();
    await warned;
    await whenDelayed(wrong.queues.reviews);
    const right = outboxOf(eu, { reviewAfterMs });
    expect(await keysInReview(right)).toEqual(["a"]);
    const [job] = await right.queues.reviews.getDelayed();
    expect(job).toMatchObject({ attemptsMade: 0 });
    right.work();
    await expect
      .poll(
        async () => {
          await right.queues.reviews.promoteJobs();
          return right.find("a");
        },
        { timeout: 25_000, interval: 20 },
      )
      .toMatchObject({ state: "accepted", id: expect.any(String) as string });
    expect([looks, sent()]).toEqual([0, { eu: 1, us: 0 }]);
  });

  test("after an API key rotation, messages of the former key wait until `takeOver` names its label, and none is sent twice", async () => {
    const { eu, us, sent } = twoAccounts(); // `us` stands for `eu` with its new key
    const { campaign, from } = us.clientOptions;
    const message = { ...MESSAGE, campaign, from };
    const former = outboxOf(eu);
    await former.enqueue(message, { idempotencyKey: "a" });
    await former.close();
    const { lines, warned, logger } = listen();
    const rotated = outboxOf(us, { logger });
    rotated.work();
    await warned;
    await whenDelayed(rotated.queues.messages);
    await rotated.close();
    const label = lines[0]!.fields.account as string;
    const outbox = outboxOf(us, { takeOver: [label] });
    expect(await outbox.find("a")).toEqual({ idempotencyKey: "a", state: "waiting", attempts: 0 });
    expect(await outbox.enqueue(message, { idempotencyKey: "a" })).toMatchObject({ state: "waiting" });
    await expect(outbox.enqueue({ ...message, body: "other" }, { idempotencyKey: "a" })).rejects.toMatchObject({
      code: "idempotency_key_reused",
    });
    const heard = next(outbox, "accepted");
    outbox.work();
    const [job] = await outbox.queues.messages.getDelayed();
    await job!.promote();
    expect(await heard).toMatchObject({ idempotencyKey: "a", attempts: 1 });
    expect(await outbox.enqueue(message, { idempotencyKey: "a" })).toMatchObject({ state: "accepted" });
    expect(sent()).toEqual({ eu: 0, us: 1 });
  });

  /** A process of this account that dies over a message that Sendo has taken. */
  async function dieOver(
    tenant: { readonly clientOptions: SendoOptions },
    input: SendInput,
    options: SendoOptions = {},
  ) {
    let begin = (): void => {};
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const { ca: _, ...clientOptions } = tenant.clientOptions;
    const hanging = lab.client(
      { ...clientOptions, ...options },
      onSend(async (pass) => {
        await pass();
        begin();
        return new Promise(() => {});
      }),
    );
    const dead = outboxOf(tenant, { sendo: hanging });
    await dead.enqueue(input, { idempotencyKey: "a" });
    dead.work({ stalledAfterMs: STALLED_AFTER_MS });
    await begun;
    const [job] = await dead.queues.messages.getActive();
    await dead.close({ drainMs: 0 });
    await hanging.close({ drainMs: 0 });
    return { label: (job!.data as { account: string }).account.slice(0, 8) };
  }

  test("after a rotation for a named account, the message of a killed worker is found and not sent again", async () => {
    const { eu, sent } = twoAccounts();
    await dieOver(eu, MESSAGE, { account: "eu" });
    // The sandbox knows one key for each account, so the key stays and a function stands for the rotation.
    const { apiKey } = eu.clientOptions;
    const outbox = outboxOf(eu, { sendo: clientOf(eu, { account: "eu", apiKey: () => apiKey }) });
    const heard = next(outbox, "accepted");
    outbox.work({ stalledAfterMs: STALLED_AFTER_MS });
    expect(await heard).toMatchObject({ idempotencyKey: "a", id: expect.any(String) as string });
    expect(sent().eu).toBe(1);
  });

  test("after a rotation for an account without a name, the message of a killed worker goes into review and is not sent again", async () => {
    const { eu, us, sent } = twoAccounts(); // `us` stands for `eu` with its new key
    const { label } = await dieOver(eu, MESSAGE);
    const outbox = outboxOf(us, { takeOver: [label] });
    const heard = next(outbox, "review");
    outbox.work({ stalledAfterMs: STALLED_AFTER_MS });
    expect(await heard).toMatchObject({ idempotencyKey: "a", state: "review" });
    expect(await keysInReview(outbox)).toEqual(["a"]);
    expect(sent()).toEqual({ eu: 1, us: 0 });
  });

  test("a message that an earlier version stored without an account waits until `takeOver` contains `unmarked`", async () => {
    const { eu, sent } = twoAccounts();
    const { lines, warned, logger } = listen();
    const careful = outboxOf(eu, { logger });
    await careful.enqueue(MESSAGE, { idempotencyKey: "probe" });
    const [probe] = await careful.queues.messages.getJobs();
    const { account: _, ...data } = { ...(probe!.data as Record<string, unknown>), idempotencyKey: "a" } as Record<
      string,
      unknown
    >;
    await careful.remove("probe");
    const jobId = "sendo-b6fd0c48d51f9b0647ba9f5aff4bf2209d18b4dad1ebbd796ef289310799e1e0";
    await careful.queues.messages.add("message", data, { jobId, attempts: 3, backoff: { type: "custom" } });
    careful.work();
    await warned;
    await whenDelayed(careful.queues.messages);
    await careful.close();
    expect(lines[0]!.fields).toMatchObject({ account: "unmarked" });
    const outbox = outboxOf(eu, { takeOver: ["unmarked"] });
    expect(await outbox.find("a")).toMatchObject({ state: "waiting" });
    const heard = next(outbox, "accepted");
    outbox.work();
    const [job] = await outbox.queues.messages.getDelayed();
    await job!.promote();
    expect(await heard).toMatchObject({ idempotencyKey: "a" });
    expect(sent()).toEqual({ eu: 1, us: 0 });
  });
});

describe.runIf(lab.available)("an outbox's account", () => {
  const functionKey: SendoOptions = { apiKey: () => "sandbox_key", idempotency: undefined };

  test.each([
    ["a key that is a function", () => ({ sendo: lab.client(functionKey) }), /new Sendo\(\{ account \}\)/],
    [
      "a client of your own",
      () => ({ sendo: { messages: { send: () => {} } } as never }),
      /createOutbox\(\{ account \}\)/,
    ],
    ["an empty name", () => ({ account: "" }), /`account`/],
    ["a label that is none", () => ({ takeOver: ["eu"] }), /`takeOver`/],
  ])("%s is refused at startup, with the remedy", (_, options, message) => {
    const code = expect.stringMatching(/^config_(setup|option)_invalid$/) as string;
    const error = { code, message: expect.stringMatching(message) as string };
    expect(() => lab.outbox(options())).toThrow(expect.objectContaining(error));
  });

  test("is the name with the host if there is a name, independently of the key and the rate limit", async () => {
    const accountOf = async (options: Partial<OutboxOptions>): Promise<unknown> => {
      asAnotherProcess();
      const outbox = lab.outbox({ name: randomUUID(), ...options });
      await outbox.enqueue({ ...MESSAGE, campaign: "any" }, { idempotencyKey: "a" });
      const [job] = await outbox.queues.messages.getJobs();
      return (job!.data as { account: string }).account;
    };
    const named = await accountOf({ sendo: lab.client({ account: "eu" }) });
    const same = [
      { sendo: lab.client({ ...functionKey, account: "eu" }) },
      { sendo: lab.client({ account: "eu", requestsPerSecond: 5 }) },
      { sendo: lab.client(functionKey), account: "eu" },
      { sendo: lab.client({ account: "us" }), account: "eu" },
    ];
    for (const options of same) expect(await accountOf(options)).toBe(named);
    const others = [{}, { account: "us" }, { sendo: lab.client({ account: "eu", baseUrl: "https://127.0.0.1:1" }) }];
    for (const options of others) expect(await accountOf(options)).not.toBe(named);
  });
});
