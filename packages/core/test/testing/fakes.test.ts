import { describe, expect, test, vi } from "vitest";
import { createWebhookReceiver, isOutcomeUnknown, type SendoError } from "../../src/index.js";
import { inboundMessage, outboundMessage } from "../fixtures/messages.js";
import * as fixtures from "../fixtures/registration.js";
import { deliver, fakeSendo, TEST_WEBHOOK_TOKEN, webhookEvent, type Fault } from "../../src/testing/index.js";

const MESSAGE = { to: "+12065550142", body: "Hello" };
const outcomeOf = (send: PromiseLike<unknown>): Promise<string | undefined> =>
  Promise.resolve(send).then(
    () => "accepted",
    (error: SendoError) => error.outcome,
  );

describe("fakeSendo", () => {
  test("keeps what was sent, and can be read like Sendo", async () => {
    const { client, outbox } = fakeSendo();
    const { id, reference } = await client.messages.send({ ...MESSAGE, metadata: { orderId: "A-1007" } });
    expect(outbox.last()).toMatchObject({ id, ...MESSAGE, campaign: "fake-campaign" });
    expect(await client.messages.retrieve(id)).toMatchObject({
      id,
      reference,
      metadata: { orderId: "A-1007" },
      direction: "OUTBOUND",
    });
    expect(Object.keys(await client.messages.retrieve(id)).filter((name) => name !== "reference")).toEqual(
      Object.keys(outboundMessage),
    );
    expect(await client.messages.resolve({ reference: reference!, to: MESSAGE.to })).toMatchObject({
      state: "found",
      message: { id },
    });
    expect(await client.messages.resolve({ reference: "other", to: MESSAGE.to })).toEqual({ state: "not-found" });
    await expect(client.messages.retrieve("nobody")).rejects.toMatchObject({ code: "not_found" });
  });

  test.each<[Fault, string, accepted: number]>([
    [{ kind: "http", httpStatus: 400 }, "rejected", 0],
    [{ kind: "http", httpStatus: 500 }, "unknown", 0],
    [{ kind: "rejected", error: "not approved" }, "rejected", 0],
    [{ kind: "certificate" }, "not-sent", 0],
    [{ kind: "accepted-then", then: "reset" }, "unknown", 1],
    [{ kind: "accepted-then", then: "cut-body" }, "unknown", 1],
    [{ kind: "accepted-then", then: "server-error" }, "unknown", 1],
    [{ kind: "accepted-then", then: "redirect" }, "unknown", 1],
  ])("%j ends as %s", async (fault, outcome, accepted) => {
    const { client, outbox, next } = fakeSendo();
    next(fault);
    expect(await outcomeOf(client.messages.send(MESSAGE))).toBe(outcome);
    expect(outbox.sent).toHaveLength(accepted);
  });

  test("a hang ends with the clock", async () => {
    const { client, clock, next } = fakeSendo();
    next({ kind: "accepted-then", then: "hang" });
    const outcome = outcomeOf(client.messages.send(MESSAGE));
    await clock.advance(60_000);
    expect(await outcome).toBe("unknown");
  });

  test("repeats what the real client repeats, and nothing else, without a clock", async () => {
    const fake = fakeSendo();
    fake.next({ kind: "not-sent" }, 2);
    fake.next({ kind: "http", httpStatus: 429 });
    expect(await outcomeOf(fake.client.messages.send(MESSAGE, { reference: "order-1007" }))).toBe("accepted");
    expect(fake.requests).toBe(2);
    expect([...fake.acceptedPerReference]).toEqual([["order-1007", 1]]);
    fake.reset();
    expect([fake.outbox.sent.length, fake.requests]).toEqual([0, 0]);
    expect(() => fake.outbox.last()).toThrow("has not accepted a message yet");
  });

  test("says when enough was sent, and keeps the rate limit when asked to", async () => {
    const { client, clock, outbox } = fakeSendo({ requestsPerSecond: 20 });
    const sends = Array.from({ length: 25 }, () => client.messages.send(MESSAGE));
    await outbox.waitFor(20);
    expect(outbox.sent).toHaveLength(20);
    await clock.advance(1001);
    await Promise.all(sends);
    expect(outbox.sent).toHaveLength(25);
  });

  test("an unknown outcome carries the reference that the fake has seen", async () => {
    const { client, outbox, next } = fakeSendo();
    next({ kind: "accepted-then", then: "reset" });
    const error: unknown = await client.messages.send(MESSAGE).catch((reason: unknown) => reason);
    expect(isOutcomeUnknown(error) && error.reference).toBe(outbox.last().metadata!.sendo_ref);
  });
});

describe("fakeSendo knows all thirteen endpoints", () => {
  const lines: unknown[] = [];
  const log = (...line: unknown[]): void => void lines.push(line);
  const quiet = { debug: log, info: log, warn: log, error: log };
  const listed = async <T>(list: AsyncIterable<T>): Promise<T[]> => {
    const items: T[] = [];
    for await (const item of list) items.push(item);
    return items;
  };

  test("brands, campaigns, numbers and webhooks, in the form of the documented examples", async () => {
    const { client } = fakeSendo({ logger: quiet });
    const brand = await client.brands.create(fixtures.brandRequest);
    expect(brand).toMatchObject({
      address: fixtures.brand.address,
      contact: fixtures.brand.contact,
      ein: "00-0000000",
    });
    expect(await client.brands.retrieve(brand.id)).toEqual(brand);
    const campaign = await client.campaigns.create({ ...fixtures.campaignRequest, brandId: brand.id });
    const { description, sample1 } = fixtures.campaignRequest;
    expect(campaign).toMatchObject({ brandId: brand.id, monthlyFee: null, details: { description, sample1 } });
    for (const shown of [campaign, await client.campaigns.retrieve("fake-campaign")]) {
      const { subUsecases: _, ...documented } = fixtures.campaign; // only a MIXED campaign has them
      expect(Object.keys(shown).sort()).toEqual(Object.keys(documented).sort());
      expect(Object.keys(shown.details!).sort()).toEqual(Object.keys(fixtures.campaign.details).sort());
      expect(Object.keys(shown.limits!)).toEqual(Object.keys(fixtures.campaign.limits));
    }
    expect(await client.campaigns.retrieve(campaign.id)).toEqual(campaign);
    expect(await client.numbers.buy({ ...fixtures.numberRequest, campaignId: campaign.id })).toEqual({
      ...fixtures.numberAnswer,
      campaignId: campaign.id,
    });
    const webhook = await client.webhooks.create(campaign.id, fixtures.webhookRequest);
    expect(webhook).toMatchObject({ ...fixtures.webhookRequest, campaignId: campaign.id });
    expect(webhook.token?.reveal()).toBe(TEST_WEBHOOK_TOKEN);
    const changed = await client.webhooks.update(webhook.id, { name: "Other" });
    expect(changed).toEqual({ ...webhook, name: "Other" });
    expect(await client.webhooks.list(campaign.id)).toEqual([changed]);
    expect(await client.webhooks.list("fake-campaign")).toEqual([]);
    expect(lines).toEqual([]);
  });

  test("lists have pages, and what is not there is a 404", async () => {
    const { client } = fakeSendo();
    for (let i = 0; i < 24; i += 1) await client.brands.create(fixtures.brandRequest);
    expect(await listed(client.brands.list())).toHaveLength(25); // and the one from the start
    expect(await listed(client.brands.list({ limit: 7, skip: 20 }))).toHaveLength(5);
    expect((await listed(client.campaigns.list())).map(({ id }) => id)).toEqual(["fake-campaign"]);
    const [newest] = await listed(client.brands.list({ limit: 1 }));
    expect(newest!.id).toBe("fake-brand-25");
    for (const missing of [
      client.brands.retrieve("b"),
      client.campaigns.retrieve("c"),
      client.webhooks.list("c"),
      client.webhooks.create("c", fixtures.webhookRequest),
      client.webhooks.update("w", { name: "x" }),
      client.request({ method: "GET", path: "/v1/balance" }),
      client.request({ method: "GET", path: "/v2/brand/list" }),
    ])
      await expect(missing).rejects.toMatchObject({ code: "not_found" });
  });

  test("faults meet every endpoint, what was accepted stays, and reset forgets it", async () => {
    const { client, next, reset } = fakeSendo();
    next({ kind: "accepted-then", then: "reset" });
    const create = client.campaigns.create(fixtures.campaignRequest);
    await expect(create).rejects.toMatchObject({ code: "connection_lost", outcome: "unknown" });
    expect(await listed(client.campaigns.list())).toHaveLength(2);
    reset();
    expect(await listed(client.campaigns.list())).toHaveLength(1);
  });

  test("messages are listed by either number", async () => {
    const { client } = fakeSendo({ from: "+14155550111" });
    await client.messages.send(MESSAGE);
    await client.messages.send({ ...MESSAGE, to: "+12065550143" });
    expect(await listed(client.messages.list({ number: "+12065550143" }))).toHaveLength(1);
    expect(await listed(client.messages.list({ number: "+14155550111" }))).toHaveLength(2);
    expect(await listed(client.messages.list({ direction: "INBOUND" }))).toHaveLength(0);
  });
});

test("the fake's clock moves while the test runner's timers are fake as well", async () => {
  vi.useFakeTimers();
  try {
    const { client, clock, next } = fakeSendo();
    next({ kind: "accepted-then", then: "hang" });
    const outcome = outcomeOf(client.messages.send(MESSAGE));
    await clock.advance(60_000);
    expect(await outcome).toBe("unknown");
  } finally {
    vi.useRealTimers();
  }
});

describe("webhookEvent and deliver", () => {
  test("an event has the fields that the documented example shows, and others only when asked", () => {
    const { mediaUrls: _, ...shown } = inboundMessage; // it is an MMS
    for (const type of ["message.incoming", "message.status", "recipient.optout"] as const) {
      expect(Object.keys(webhookEvent(type).message!).sort()).toEqual(Object.keys(shown).sort());
      expect(webhookEvent(type, {}, { fields: "all" }).message).toMatchObject({
        campaignId: "fake-campaign",
        updatedAt: expect.any(String) as string,
        numSegments: 1,
      });
    }
    expect(() => webhookEvent("message.incoming", {}, { field: "all" } as object)).toThrow("`field`");
    expect(() => webhookEvent("message.incoming", {}, { fields: "some" as "all" })).toThrow('"shown" or "all"');
  });

  test("run a handler once, however often and however parallel an event comes", async () => {
    for (const inParallel of [false, true]) {
      const seen: unknown[] = [];
      const receiver = createWebhookReceiver({
        tokens: TEST_WEBHOOK_TOKEN,
        on: { "message.incoming": ({ message }) => void seen.push([message.from, message.body]) },
      });
      const event = webhookEvent("message.incoming", { message: { body: "1" } });
      const replies = await deliver(receiver, event, { times: 3, inParallel });
      expect(seen).toEqual([["+12065550142", "1"]]);
      expect(replies.filter(({ httpStatus }) => httpStatus === 200).length).toBeGreaterThan(0);
      expect((await deliver(receiver, event, { token: "wrong" }))[0]!.httpStatus).toBe(401);
    }
  });

  test.each(["message.incoming", "message.status", "recipient.optout"] as const)(
    "%s is an event that the receiver knows",
    async (type) => {
      const lines: unknown[] = [];
      const log = (...line: unknown[]): void => void lines.push(line);
      let handled = 0;
      const receiver = createWebhookReceiver({
        tokens: TEST_WEBHOOK_TOKEN,
        on: { [type]: () => (handled += 1) },
        logger: { debug: log, info: log, warn: log, error: log },
      });
      expect(await deliver(receiver, webhookEvent(type))).toMatchObject([{ httpStatus: 200 }]);
      expect(handled).toBe(1);
      expect(lines).toEqual([]);
      expect(webhookEvent(type).id).not.toBe(webhookEvent(type).id);
    },
  );
});

test("a fake does not read the shell's variables", async () => {
  const variables = {
    SENDO_FROM: "+14155550111",
    SENDO_CAMPAIGN: "shell",
    SENDO_BASE_URL: "nonsense",
    SENDO_CA_FILE: "/none",
  };
  const before = { ...process.env };
  Object.assign(process.env, variables);
  try {
    const fake = fakeSendo();
    await fake.client.messages.send({ to: "+12065550142", body: "x" });
    await fake.client.withOptions({ reference: false }).messages.send({ to: "+12065550142", body: "x" });
    for (const sent of fake.outbox.sent) expect(sent).toMatchObject({ campaign: "fake-campaign" });
    for (const sent of fake.outbox.sent) expect(sent).not.toHaveProperty("from");
  } finally {
    for (const name of Object.keys(variables)) delete process.env[name];
    Object.assign(process.env, before);
  }
});
