import http, { type IncomingMessage } from "node:http";
import { describe, expect, test } from "vitest";
import { startSandbox, type Sandbox } from "../../src/index.js";
import { call, send } from "../support/api-client.js";
import type { Json } from "../support/json.js";
import { startReceiver } from "../support/receiver.js";

const PHONE = "+12065550142";

interface Heard {
  readonly id: string;
  readonly name: string;
  readonly tenant: string | undefined;
  readonly data: Json;
}

class Listener implements AsyncDisposable {
  readonly heard: Heard[] = [];
  readonly ended: Promise<void>;
  #text = "";
  #wake: () => void = () => {};

  constructor(readonly response: IncomingMessage) {
    response.setEncoding("utf8");
    response.on("data", (chunk: string) => {
      const blocks = (this.#text + chunk).split("\n\n");
      this.#text = blocks.pop()!;
      for (const block of blocks) {
        const [, id, name, tenant, data] =
          /^id: (\d+)\nevent: (\w+)\n(?:tenant: (.*)\n)?(?:at: .*\n)?data: (.*)$/.exec(block) ?? [];
        if (id !== undefined) this.heard.push({ id, name: name!, tenant, data: JSON.parse(data!) });
      }
      this.#wake();
    });
    this.ended = new Promise((resolve) => response.once("close", resolve));
  }

  /** The events up to the first one that fits, that one included. */
  async until(fits: (event: Heard) => boolean): Promise<Heard[]> {
    for (;;) {
      const at = this.heard.findIndex(fits);
      if (at >= 0) return this.heard.splice(0, at + 1);
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.response.destroy();
    await this.ended;
  }
}

function listen(sandbox: Sandbox, headers: Record<string, string | undefined> = {}, query = ""): Promise<Listener> {
  const given = { "x-sandbox-token": sandbox.controlToken, ...headers };
  const { port } = new URL(sandbox.controlUrl);
  return new Promise((resolve, reject) => {
    const request = http.get(
      {
        host: "127.0.0.1",
        port,
        path: `/_sandbox/v1/events${query}`,
        headers: Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
        agent: false,
      },
      (response) => resolve(new Listener(response)),
    );
    request.on("error", reject);
  });
}

const isName = (name: string) => (event: Heard) => event.name === name;

test("streams messages, requests and deliveries as they happen", async () => {
  await using receiver = await startReceiver();
  await using sandbox = await startSandbox({ clock: "manual", webhookUrl: receiver.url });
  await using listener = await listen(sandbox);
  expect(listener.response.headers).toMatchObject({
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  });
  await listener.until(isName("ready"));

  const id = await send(sandbox, { body: "Your <b>code</b>" });
  await sandbox.clock.settle();
  const heard = await listener.until(({ name, data }) => name === "delivery" && data.state === "delivered");
  expect(heard.find(isName("message"))?.data).toMatchObject({ id, body: "Your <b>code</b>" });
  expect(heard.find(isName("request"))?.data).toMatchObject({ route: "/v1/message/send", status: 200 });
  expect(heard.at(-1)!.data).toMatchObject({ event: { type: "message.status" }, attempts: [{ httpStatus: 200 }] });
  expect(new Set(heard.map((event) => event.id)).size).toBe(heard.length);
});

test("tells of what is done by hand", async () => {
  await using sandbox = await startSandbox({ clock: "manual" });
  await using listener = await listen(sandbox);
  await listener.until(isName("ready"));
  const post = async (path: string, body: object): Promise<void> => {
    const headers = { "x-sandbox-token": sandbox.controlToken, "content-type": "application/json" };
    const answer = await fetch(`${sandbox.controlUrl}/_sandbox/v1${path}`, {
      method: "POST",
      headers,
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(200);
  };
  await post("/clock/advance", { by: "1m" });
  const clock = (await listener.until(isName("clock"))).at(-1)!;
  expect(clock.data).toMatchObject({ mode: "manual", now: new Date(sandbox.clock.epochMs()).toISOString() });
  await post("/faults", { preset: "silence" });
  await listener.until(isName("faults"));
  await post(`/campaigns/${sandbox.pendingCampaign}/approve`, {});
  await listener.until(isName("campaign"));
  await post("/webhooks", { url: "http://127.0.0.1:9/hook" });
  await listener.until(isName("webhook"));
  sandbox.phone(PHONE).text("STOP");
  await listener.until(isName("optout"));
});

test("tells of a number that is bought, and of its review, and of mistakes", async () => {
  await using sandbox = await startSandbox({ clock: "manual", review: { numbers: "by-hand" } });
  await using listener = await listen(sandbox);
  await listener.until(isName("ready"));
  const number = "+14155550177";
  await call(sandbox, "POST", "/v1/number/buy", { number, campaignId: sandbox.campaign, areaCode: "415" });
  const [problem, bought] = await listener.until(isName("number"));
  expect(problem).toMatchObject({ name: "problem", data: sandbox.problems()[0] });
  expect(bought!.data).toEqual({ number, campaign: sandbox.campaign, status: "PENDING" });
  sandbox.activateNumber(number);
  const [activated] = (await listener.until(isName("number"))).filter(isName("number"));
  expect(activated!.data).toEqual({ number, campaign: sandbox.campaign, status: "ACTIVE" });
});

test("shows a wrong key to whoever looks, and another tenant's requests to nobody", async () => {
  await using sandbox = await startSandbox({ clock: "manual" });
  const other = sandbox.tenant();
  await using listener = await listen(sandbox);
  await listener.until(isName("ready"));
  await send(other);
  await call({ clientOptions: { ...sandbox.clientOptions, apiKey: "sandbox_wrong" } }, "GET", "/v1/message/list");
  const heard = await listener.until(isName("request"));
  expect(heard).toMatchObject([
    { name: "problem", data: { code: "wrong_key" } },
    { name: "request", data: { status: 403 } },
  ]);

  await using own = await listen(sandbox, { "x-sandbox-key": other.apiKey });
  await own.until(isName("ready"));
  await send(other);
  expect((await own.until(isName("request"))).at(-1)!.data).toMatchObject({ tenant: other.name, status: 200 });
});

test("tells of all tenants on one connection, and whose each is", async () => {
  await using sandbox = await startSandbox({ clock: "manual" });
  await using listener = await listen(sandbox, {}, "?tenants=all");
  await listener.until(isName("ready"));
  const other = sandbox.tenant();
  expect((await listener.until(isName("tenant"))).at(-1)!.data).toEqual({ name: other.name, dropped: false });
  other.phone(PHONE).text("Hello");
  expect((await listener.until(isName("message"))).at(-1)).toMatchObject({ tenant: other.name });
  sandbox.phone(PHONE).text("Hello");
  expect((await listener.until(isName("message"))).at(-1)).toMatchObject({ tenant: sandbox.name });
  await other.drop();
  expect((await listener.until(isName("tenant"))).at(-1)!.data).toEqual({ name: other.name, dropped: true });
});

describe("whoever comes back", () => {
  test("gets what was missed, and nothing twice", async () => {
    await using sandbox = await startSandbox({ clock: "manual" });
    let lastId: string;
    {
      await using listener = await listen(sandbox);
      await listener.until(isName("ready"));
      sandbox.phone(PHONE).text("one");
      lastId = (await listener.until(isName("message"))).at(-1)!.id;
    }
    sandbox.phone(PHONE).text("two");
    sandbox.phone(PHONE).text("three");
    await using again = await listen(sandbox, { "last-event-id": lastId });
    const heard = await again.until(({ data }) => data.body === "three");
    expect(heard.map(({ name, data }) => (data.body as string | undefined) ?? name)).toEqual(["ready", "two", "three"]);
    expect(heard[0]!.id).toBe(lastId);
  });

  test.each(["5", "999999", "x", "-1", "9".repeat(16), "9".repeat(40)])(
    "with an id that is not ours is told to read anew: %s",
    async (id) => {
      await using sandbox = await startSandbox({ clock: "manual" });
      await using listener = await listen(sandbox, { "last-event-id": id });
      expect(await listener.until(() => true)).toMatchObject([{ name: "reset", data: {} }]);
    },
  );
});

test("ends at once with the sandbox", async () => {
  const sandbox = await startSandbox({ clock: "manual" });
  await using listener = await listen(sandbox);
  await listener.until(isName("ready"));
  await Promise.all([sandbox.close(), listener.ended]);
  expect(listener.response.complete).toBe(true); // ended, not cut
});

describe("refuses", () => {
  test.each<[string, number, Record<string, string | undefined>]>([
    ["another origin", 403, { origin: "https://evil.example" }],
    ["a name that somebody points to this machine", 403, { host: "evil.example:8444" }],
    ["no token", 401, { "x-sandbox-token": undefined }],
    ["a wrong token", 401, { "x-sandbox-token": "x".repeat(32) }],
    ["a key that is no tenant's", 403, { "x-sandbox-key": "sandbox_nobody" }],
  ])("%s", async (_, status, headers) => {
    await using sandbox = await startSandbox();
    await using listener = await listen(sandbox, headers);
    expect(listener.response.statusCode).toBe(status);
    await listener.ended;
    expect(listener.heard).toEqual([]);
  });
});
