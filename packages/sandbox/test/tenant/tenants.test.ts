import { expect, test } from "vitest";
import { startSandbox } from "../../src/index.js";
import { call, send } from "../support/api-client.js";
import { startReceiver } from "../support/receiver.js";

test("200 sends in parallel on two tenants do not mix", async () => {
  await using ours = await startReceiver();
  await using theirs = await startReceiver();
  await using sandbox = await startSandbox({ clock: "manual", requestsPerSecond: false });
  const other = sandbox.tenant();
  sandbox.webhooks.add(ours.url);
  other.webhooks.add(theirs.url);
  const ids = await Promise.all(
    Array.from({ length: 200 }, (_, index) => {
      const [tenant, name] = index % 2 === 0 ? [sandbox, "ours"] : [other, "theirs"];
      return send(tenant, { body: `${name} ${index}`, metadata: { sendo_ref: `ref-${index % 10}` } });
    }),
  );
  await sandbox.clock.settle();
  for (const [tenant, name, receiver, parity] of [
    [sandbox, "ours", ours, 0],
    [other, "theirs", theirs, 1],
  ] as const) {
    const own = ids.filter((_, index) => index % 2 === parity);
    expect(
      tenant
        .messages()
        .map(({ id }) => id)
        .sort(),
    ).toEqual([...own].sort());
    expect(
      tenant
        .messages()
        .every(
          ({ body, campaignId, status }) =>
            body.startsWith(name) && campaignId === tenant.campaign && status === "DELIVERED",
        ),
    ).toBe(true);
    expect([...tenant.acceptedPerReference().values()]).toEqual([20, 20, 20, 20, 20]);
    expect(receiver.received).toHaveLength(300);
    expect(
      receiver.received.every(
        ({ event, headers }) =>
          event.message.body.startsWith(name) && headers["x-webhook-token"] === tenant.webhookToken,
      ),
    ).toBe(true);
    expect(sandbox.requests().filter((request) => request.tenant === tenant.name)).toHaveLength(100);
  }
  expect(sandbox.requests()).toHaveLength(200);
  expect(other.requests().map(({ tenant }) => tenant)).toEqual(Array.from({ length: 100 }, () => other.name));
  expect(sandbox.tenant().messages()).toEqual([]);
});

test("[id-404-parameter-400] a tenant's ids mean nothing under another's key", async () => {
  await using sandbox = await startSandbox({ clock: "manual" });
  const other = sandbox.tenant();
  const id = await send(sandbox);
  expect((await call(other, "GET", `/v1/message/${id}`)).status).toBe(404);
  expect((await call(other, "GET", `/v1/message/list?campaign=${sandbox.campaign}`)).status).toBe(400);
  const stolen = { campaign: sandbox.campaign, to: "+12065550142", body: "x" };
  expect((await call(other, "POST", "/v1/message/send", stolen)).status).toBe(400);
  const wrongSender = { campaign: other.campaign, from: sandbox.number, to: "+12065550142", body: "x" };
  expect((await call(other, "POST", "/v1/message/send", wrongSender)).status).toBe(400);
});

test("consent and the rate limit are each tenant's own", async () => {
  await using sandbox = await startSandbox({ clock: "manual", requestsPerSecond: 1 });
  const other = sandbox.tenant();
  sandbox.phone("+12065550142").text("STOP");
  const id = await send(other);
  expect((await call(other, "GET", "/v1/message/none")).status).toBe(429);
  expect((await call(sandbox, "GET", "/v1/message/none")).status).toBe(404);
  await sandbox.clock.settle();
  expect(other.message(id)!.status).toBe("DELIVERED");
});

test("keys begin with sandbox_, nothing is shared, and the environment is complete", async () => {
  await using sandbox = await startSandbox();
  const tenants = [sandbox, ...Array.from({ length: 30 }, () => sandbox.tenant())];
  for (const field of ["name", "apiKey", "campaign", "pendingCampaign", "webhookToken", "number"] as const) {
    expect(new Set(tenants.map((tenant) => tenant[field])).size).toBe(tenants.length);
  }
  for (const tenant of tenants) {
    expect(tenant.apiKey).toMatch(/^sandbox_[A-Za-z0-9]{16,}$/);
    expect(tenant.campaign).toMatch(/^[A-Za-z0-9]{8}$/);
    expect(tenant.webhookToken).toMatch(/^sandbox_[A-Za-z0-9]{16}$/);
    expect(tenant.numbers.every((number) => /^\+1\d{3}55501\d\d$/.test(number))).toBe(true);
    expect(tenant.env).toEqual({
      SENDO_BASE_URL: sandbox.url,
      SENDO_API_KEY: tenant.apiKey,
      SENDO_CAMPAIGN: tenant.campaign,
      SENDO_FROM: tenant.number,
      SENDO_WEBHOOK_TOKEN: tenant.webhookToken,
      SENDO_CA_FILE: sandbox.caFile,
    });
    expect(tenant.clientOptions).toEqual({
      baseUrl: sandbox.url,
      apiKey: tenant.apiKey,
      ca: sandbox.ca,
      campaign: tenant.campaign,
      from: tenant.number,
    });
  }
});

test("the default tenant is the same in every run, so that an app's .env stays right", async () => {
  const fixed = async (): Promise<unknown> => {
    await using sandbox = await startSandbox();
    const { SENDO_BASE_URL: _url, SENDO_CA_FILE: _file, ...rest } = sandbox.env;
    return { ...rest, numbers: sandbox.numbers, pendingCampaign: sandbox.pendingCampaign };
  };
  expect(await fixed()).toEqual(await fixed());
});

test("requests are kept without what was said in them, those of nobody too", async () => {
  await using sandbox = await startSandbox({ clock: "manual" });
  const id = await send(sandbox, { body: "canary-body", to: "+12065550177" });
  await call(sandbox, "GET", `/v1/message/${id}`);
  await call(sandbox, "GET", "/elsewhere?secret=canary");
  await call({ clientOptions: { ...sandbox.clientOptions, apiKey: "canary-key" } }, "GET", "/v1/message/list");
  expect(sandbox.requests().map(({ method, route, status, tenant }) => ({ method, route, status, tenant }))).toEqual([
    { method: "POST", route: "/v1/message/send", status: 200, tenant: "default" },
    { method: "GET", route: "/v1/message/{id}", status: 200, tenant: "default" },
    { method: "GET", route: undefined, status: 404, tenant: "default" },
    { method: "GET", route: "/v1/message/list", status: 403, tenant: undefined },
  ]);
  expect(JSON.stringify(sandbox.requests())).not.toMatch(/canary|5550177/);
  expect(sandbox.requests()[0]!.at).toMatch(/^\d{4}-.*Z$/);
});

test("a dropped tenant's key is refused, its messages stop, its events go nowhere, and the others do not notice", async () => {
  await using receiver = await startReceiver();
  await using sandbox = await startSandbox({ clock: "manual", requestsPerSecond: false });
  const stays = sandbox.tenant();
  let name: string;
  let messages: () => unknown[];
  {
    await using gone = sandbox.tenant();
    ({ name, messages } = gone);
    gone.webhooks.add(receiver.url);
    await send(gone);
    await send(stays);
    await gone.drop(); // and once more at the end of the block
    expect((await call(gone, "GET", "/v1/message/none")).status).toBe(403);
  }
  await sandbox.clock.advance("2h");
  expect(receiver.received).toEqual([]);
  expect(messages()).toMatchObject([{ status: "CREATED" }]);
  expect(stays.messages().map(({ status }) => status)).toEqual(["DELIVERED"]);
  const next = sandbox.tenant();
  expect([next.name, next.apiKey]).not.toContain(name);
  expect(next.name).toBe("tenant-4");
});

test("reset brings a tenant back to its start: what was under way changes nothing any more", async () => {
  await using receiver = await startReceiver();
  await using sandbox = await startSandbox({ clock: "manual" });
  const other = sandbox.tenant();
  const before = (await call(sandbox, "GET", "/v1/campaign/list")).body;
  sandbox.webhooks.add(receiver.url);
  receiver.answer = (response) => response.writeHead(500).end();
  sandbox.approveCampaign(sandbox.pendingCampaign);
  sandbox.phone("+12065550142").text("STOP");
  await send(sandbox, { metadata: { sendo_ref: "a" } });
  await send(other);
  sandbox.reset();
  await sandbox.clock.advance("2h");
  // Only what was on the wire already: no status of a message that is gone, no retry.
  expect(receiver.received.map(({ event }) => event.type)).toEqual(["message.incoming", "recipient.optout"]);
  expect([sandbox.messages(), sandbox.events(), sandbox.webhooks.list(), sandbox.webhooks.deliveries()]).toEqual([
    [],
    [],
    [],
    [],
  ]);
  expect(sandbox.acceptedPerReference().size).toBe(0);
  expect(sandbox.requests().map(({ tenant }) => tenant)).toEqual([other.name]);
  expect(other.messages()).toHaveLength(1);
  expect((await call(sandbox, "GET", "/v1/campaign/list")).body.campaigns.map(({ id }: { id: string }) => id)).toEqual(
    before.campaigns.map(({ id }: { id: string }) => id),
  );
  const id = await send(sandbox);
  await sandbox.phone("+12065550142").waitFor(/table/);
  expect(sandbox.message(id)!.status).toBe("DELIVERED"); // consent is as at the start
  const pending = { campaign: sandbox.pendingCampaign, to: "+12065550142", body: "x" };
  expect((await call(sandbox, "POST", "/v1/message/send", pending)).status).toBe(400);
});

test("reset brings back the webhook of `webhookUrl`, in the default tenant only", async () => {
  const url = "http://127.0.0.1:9/webhooks/sendo";
  await using sandbox = await startSandbox({ clock: "manual", webhookUrl: url });
  const other = sandbox.tenant();
  sandbox.webhooks.remove(sandbox.webhooks.list()[0]!.id);
  sandbox.webhooks.add("http://127.0.0.1:9/another");
  sandbox.reset();
  other.reset();
  expect(sandbox.webhooks.list()).toMatchObject([{ url, token: sandbox.webhookToken, campaign: sandbox.campaign }]);
  expect(other.webhooks.list()).toEqual([]);
});

test("a wait outlives a reset", async () => {
  await using sandbox = await startSandbox({ clock: "manual" });
  const waiting = sandbox.phone("+12065550142").waitFor(/table/);
  sandbox.reset();
  await send(sandbox);
  expect((await waiting).message.status).toBe("DELIVERED");
});

test("a tenant's seed makes its ids repeat, whatever else goes on, and leaves its key its own", async () => {
  const ids = async (others: number): Promise<{ ids: string[]; keys: Set<string> }> => {
    await using sandbox = await startSandbox({ requestsPerSecond: false });
    for (let count = 0; count < others; count += 1) await send(sandbox.tenant());
    const [first, second] = [sandbox.tenant({ seed: "7" }), sandbox.tenant({ seed: "7" })];
    return {
      ids: [await send(first), await send(first), await send(second)],
      keys: new Set([first.apiKey, second.apiKey]),
    };
  };
  const [one, two] = [await ids(0), await ids(3)];
  expect(one.ids).toEqual(two.ids);
  expect(one.ids[0]).toBe(one.ids[2]);
  expect(one.keys.size + two.keys.size).toBe(4);
  await using sandbox = await startSandbox();
  expect(() => sandbox.tenant({ seed: 7 as never })).toThrow(/`seed` option of tenant must be a string/);
});
