import type { ServerResponse } from "node:http";
import net from "node:net";
import type { AddressInfo } from "node:net";
import https from "node:https";
import { createAuthority } from "@sendo-internal/local-authority";
import { describe, expect, test } from "vitest";
import { manualClock, startSandbox } from "../../src/index.js";
import { send } from "../support/api-client.js";
import { startReceiver } from "../support/receiver.js";

const PHONE = "+12065550142";
const START_MS = Date.UTC(2026, 0, 5, 9);

/** A port on which nobody listens. */
async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test("[event-status] [webhook-token] an event is a POST of JSON with the webhook's token", async () => {
  await using receiver = await startReceiver();
  await using sandbox = await startSandbox({ clock: "manual", webhookUrl: receiver.url });
  const id = await send(sandbox, { metadata: { orderId: "A-1007" } });
  await sandbox.clock.settle();
  expect(receiver.received.map(({ event }) => event.message.status)).toEqual(["QUEUED", "SENT", "DELIVERED"]);
  for (const { method, url, headers, event } of receiver.received) {
    expect(method).toBe("POST");
    expect(url).toBe("/webhooks/sendo");
    expect(headers).toMatchObject({ "content-type": "application/json", "x-webhook-token": sandbox.webhookToken });
    expect(event).toMatchObject({
      type: "message.status",
      message: { id, metadata: { orderId: "A-1007" }, errorCode: null, errorMessage: null },
    });
  }
  expect(new Set(receiver.received.map(({ event }) => event.id)).size).toBe(3);
});

test.each(["shown", "all"] as const)("with eventFields %s an app sees campaignId or not", async (eventFields) => {
  await using receiver = await startReceiver();
  await using sandbox = await startSandbox({ clock: "manual", webhookUrl: receiver.url, assume: { eventFields } });
  await send(sandbox);
  await sandbox.clock.settle();
  sandbox.phone(PHONE).text("STOP");
  await sandbox.clock.settle();
  const messages = [...receiver.received, ...sandbox.events().map((event) => ({ event }))].map(
    ({ event }) => event.message,
  );
  expect(messages.length).toBeGreaterThan(8);
  for (const message of messages) {
    for (const name of ["campaignId", "updatedAt", "numSegments"]) expect(name in message).toBe(eventFields === "all");
  }
});

test("[webhook-backoff] [webhook-event-id] a refused event comes again after 60 s, then at doubled distances, six times in 63 minutes", async () => {
  await using receiver = await startReceiver();
  const clock = manualClock({ startEpochMs: START_MS });
  await using sandbox = await startSandbox({ clock });
  sandbox.webhooks.add(receiver.url, { eventTypes: ["message.incoming"] });
  receiver.answer = (response) => response.writeHead(503).end();
  sandbox.phone(PHONE).text("Hello");

  const seenAt: number[] = [];
  await clock.settle();
  expect(receiver.received).toHaveLength(1);
  for (const seconds of [60, 120, 240, 480, 960, 1920]) {
    await clock.advance((seconds - 1) * 1000);
    const before = receiver.received.length;
    await clock.advance("1s");
    expect(receiver.received).toHaveLength(before + 1);
    seenAt.push((clock.epochMs() - START_MS) / 60_000);
  }
  expect(seenAt).toEqual([1, 3, 7, 15, 31, 63]);
  await clock.advance("48h");
  expect(receiver.received).toHaveLength(7);
  expect(new Set(receiver.received.map(({ event }) => JSON.stringify(event))).size).toBe(1);

  const [delivery] = sandbox.webhooks.deliveries();
  expect(delivery).toMatchObject({ state: "failed", url: receiver.url, event: { type: "message.incoming" } });
  expect(delivery!.attempts.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(delivery!.attempts[0]).toMatchObject({
    httpStatus: 503,
    startedAt: "2026-01-05T09:00:00.000Z",
    nextDueAt: "2026-01-05T09:01:00.000Z",
    latencyMs: expect.any(Number),
  });
  expect(delivery!.attempts[6]).not.toHaveProperty("nextDueAt");
});

test("one call of advance outlasts an outage; a success ends the retries", async () => {
  await using receiver = await startReceiver();
  await using sandbox = await startSandbox({ clock: "manual" });
  sandbox.webhooks.add(receiver.url, { eventTypes: ["message.incoming"] });
  receiver.answer = (response) => response.writeHead(receiver.received.length < 4 ? 500 : 204).end();
  sandbox.phone(PHONE).text("Hello");
  await sandbox.clock.advance("63m");
  expect(receiver.received).toHaveLength(4);
  const [delivery] = sandbox.webhooks.deliveries();
  expect(delivery!.state).toBe("delivered");
  expect(delivery!.attempts.map(({ httpStatus }) => httpStatus)).toEqual([500, 500, 500, 204]);
});

test("settle() does not wait for retries, in real time either", async () => {
  await using receiver = await startReceiver();
  await using sandbox = await startSandbox();
  sandbox.webhooks.add(receiver.url, { eventTypes: ["message.incoming"] });
  receiver.answer = (response) => response.writeHead(500).end();
  sandbox.phone(PHONE).text("Hello");
  await sandbox.clock.settle();
  expect(sandbox.webhooks.deliveries()).toMatchObject([{ state: "waiting", attempts: [{ httpStatus: 500 }] }]);
});

test("what the receiver responds is kept, up to 2,048 bytes without half a character, and ends nobody's wait", async () => {
  await using receiver = await startReceiver();
  await using sandbox = await startSandbox({ clock: "manual" });
  sandbox.webhooks.add(receiver.url, { eventTypes: ["message.incoming"] });
  const answers: ((response: ServerResponse) => void)[] = [
    (response) => response.end("ok"),
    (response) => response.end(),
    (response) => response.writeHead(500).end(`x${"ö".repeat(3000)}`),
    (response) => void response.writeHead(500).write("begun, and never ended"),
  ];
  receiver.answer = (response) => answers.shift()!(response);
  for (let count = 0; count < 4; count += 1) {
    sandbox.phone(PHONE).text("Hello");
    await sandbox.clock.settle();
  }
  expect(sandbox.webhooks.deliveries().map(({ attempts }) => attempts[0]!.answer)).toEqual([
    "ok",
    undefined,
    `x${"ö".repeat(1023)}`,
    "begun, and never ended",
  ]);
});

describe("a failure is", () => {
  test.each([301, 302, 307, 308])("[webhook-redirects] a redirect, which is not followed (%i)", async (status) => {
    await using receiver = await startReceiver();
    await using sandbox = await startSandbox({ clock: "manual" });
    sandbox.webhooks.add(receiver.url, { eventTypes: ["message.incoming"] });
    receiver.answer = (response) => response.writeHead(status, { location: `${receiver.url}/elsewhere` }).end();
    sandbox.phone(PHONE).text("Hello");
    await sandbox.clock.settle();
    expect(receiver.received.map(({ url }) => url)).toEqual(["/webhooks/sendo"]);
    expect(sandbox.webhooks.deliveries()).toMatchObject([{ state: "waiting", attempts: [{ httpStatus: status }] }]);
  });

  test("nobody listening", async () => {
    await using sandbox = await startSandbox({ clock: "manual" });
    const port = await freePort();
    sandbox.webhooks.add(`http://127.0.0.1:${port}/`, { eventTypes: ["message.incoming"] });
    sandbox.webhooks.add(`http://localhost:${port}/`, { eventTypes: ["message.incoming"] });
    sandbox.phone(PHONE).text("Hello");
    await sandbox.clock.settle();
    for (const { attempts } of sandbox.webhooks.deliveries()) {
      expect(attempts).toMatchObject([{ number: 1, errorCode: "ECONNREFUSED" }]);
      expect(attempts[0]).not.toHaveProperty("httpStatus");
    }
  });

  test("a receiver that does not answer in time", async () => {
    await using receiver = await startReceiver();
    await using sandbox = await startSandbox({ clock: "manual", webhookTimeoutMs: 50 });
    sandbox.webhooks.add(receiver.url, { eventTypes: ["message.incoming"] });
    receiver.answer = () => {};
    sandbox.phone(PHONE).text("Hello");
    await sandbox.clock.settle();
    const [delivery] = sandbox.webhooks.deliveries();
    expect(delivery!.attempts).toMatchObject([{ errorCode: "TIMEOUT" }]);
  });

  test("a connection that is cut", async () => {
    await using receiver = await startReceiver();
    await using sandbox = await startSandbox({ clock: "manual" });
    sandbox.webhooks.add(receiver.url, { eventTypes: ["message.incoming"] });
    receiver.answer = (response) => response.destroy();
    sandbox.phone(PHONE).text("Hello");
    await sandbox.clock.settle();
    expect(sandbox.webhooks.deliveries()).toMatchObject([{ attempts: [{ errorCode: "ECONNRESET" }] }]);
  });

  test("an https receiver whose certificate is not trusted; trusted, it is reached", async () => {
    const authority = await createAuthority({ hosts: ["127.0.0.1"], epochMs: Date.now() });
    const { certPem, keyPem } = await authority.issue();
    const server = https.createServer({ cert: certPem, key: keyPem }, (_, response) => response.end());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    try {
      for (const [options, expected] of [
        [{}, { errorCode: expect.stringMatching(/SELF_SIGNED|UNABLE_TO/) }],
        [{ webhookCa: authority.caPem }, { httpStatus: 200 }],
      ] as const) {
        await using sandbox = await startSandbox({ clock: "manual", ...options });
        sandbox.webhooks.add(url, { eventTypes: ["message.incoming"] });
        sandbox.phone(PHONE).text("Hello");
        await sandbox.clock.settle();
        expect(sandbox.webhooks.deliveries()[0]!.attempts[0]).toMatchObject(expected);
      }
    } finally {
      server.close();
    }
  });
});

describe("targets", () => {
  test.each([
    "http://192.168.0.10/hook",
    "http://10.0.0.1/",
    "http://169.254.169.254/latest/meta-data",
    "http://0.0.0.0:3000/",
    "http://[::]/",
    "http://[::ffff:10.0.0.1]/",
    "http://128.0.0.1/",
    "http://167772161/",
    "http://012.0.0.1/",
    "http://0xa000001/",
    "http://0/",
    "http://①⓪.0.0.1/",
    "http://[::127.0.0.1]/",
    "http://[fe80::1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://127.0.0.1.nip.example/",
    "http://localhost.localdomain/",
    "http://localhost%2eevil.example/",
    "https://example.com/hook",
    "http://localhost.evil.example/",
    "http://127.0.0.1.evil.example/",
    "http://evil.example#@localhost/",
  ])("%s is refused", async (url) => {
    await using sandbox = await startSandbox();
    expect(() => sandbox.webhooks.add(url)).toThrow(expect.objectContaining({ code: "webhook_target_refused" }));
    await expect(startSandbox({ webhookUrl: url })).rejects.toMatchObject({ code: "webhook_target_refused" });
    await using open = await startSandbox({ allowRemoteWebhooks: true });
    expect(open.webhooks.add(url).url).toBe(url);
  });

  test.each([
    "ftp://127.0.0.1/",
    "file:///etc/passwd",
    "not a url",
    "",
    "http://user:secret@127.0.0.1/",
    "http://user@127.0.0.1/",
    "http://:secret@127.0.0.1/",
  ])("%j is no webhook URL", async (url) => {
    await using sandbox = await startSandbox({ allowRemoteWebhooks: true });
    expect(() => sandbox.webhooks.add(url)).toThrow(expect.objectContaining({ code: "config_option_invalid" }));
  });

  test.each(["127.0.0.1", "::1"])("localhost finds an app that listens on %s only", async (host) => {
    await using receiver = await startReceiver(host);
    await using sandbox = await startSandbox({
      clock: "manual",
      webhookUrl: `http://localhost:${receiver.port}/webhooks/sendo`,
    });
    sandbox.phone(PHONE).text("Hello");
    await sandbox.clock.settle();
    expect(receiver.received).toHaveLength(1);
    expect(receiver.received[0]!.headers.host).toBe(`localhost:${receiver.port}`);
  });

  test.each([
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0177.0.0.1",
    "0x7f000001",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "localhost.",
    "app.localhost",
  ])("%s is this machine", async (host) => {
    await using sandbox = await startSandbox();
    expect(() => sandbox.webhooks.add(`http://${host}:3000/`)).not.toThrow();
  });
});

describe("a webhook", () => {
  test("hears its own types and numbers only, with its own token", async () => {
    await using receiver = await startReceiver();
    await using sandbox = await startSandbox({ clock: "manual" });
    const [first, second] = sandbox.numbers as [string, string];
    sandbox.webhooks.add(`${receiver.url}?in`, { eventTypes: ["message.incoming"], token: "token-of-in" });
    sandbox.webhooks.add(`${receiver.url}?second`, { numbers: [second] });
    sandbox.phone(PHONE).text("Hello", { to: first });
    await send(sandbox, { from: second });
    await sandbox.clock.settle();
    const heard = receiver.received.map(
      ({ url, event, headers }) => `${url!.split("?")[1]} ${event.type} ${String(headers["x-webhook-token"])}`,
    );
    expect(heard).toEqual([
      "in message.incoming token-of-in",
      ...Array.from({ length: 3 }, () => `second message.status ${sandbox.webhookToken}`),
    ]);
  });

  test("[webhook-event-id] gets another event id than its neighbour", async () => {
    await using receiver = await startReceiver();
    await using sandbox = await startSandbox({ clock: "manual" });
    sandbox.webhooks.add(receiver.url);
    sandbox.webhooks.add(receiver.url);
    sandbox.phone(PHONE).text("Hello");
    await sandbox.clock.settle();
    expect(new Set(receiver.received.map(({ event }) => event.id)).size).toBe(2);
  });

  test("that is removed is not tried again", async () => {
    await using receiver = await startReceiver();
    await using sandbox = await startSandbox({ clock: "manual" });
    const { id } = sandbox.webhooks.add(receiver.url, { eventTypes: ["message.incoming"] });
    receiver.answer = (response) => response.writeHead(500).end();
    sandbox.phone(PHONE).text("Hello");
    await sandbox.clock.settle();
    sandbox.webhooks.remove(id);
    await sandbox.clock.advance("63m");
    expect(receiver.received).toHaveLength(1);
    expect(sandbox.webhooks.deliveries()).toMatchObject([{ state: "failed", attempts: [{ httpStatus: 500 }] }]);
  });

  test("can be removed", async () => {
    await using receiver = await startReceiver();
    await using sandbox = await startSandbox({ clock: "manual" });
    const { id } = sandbox.webhooks.add(receiver.url);
    expect(sandbox.webhooks.list().map((webhook) => webhook.id)).toEqual([id]);
    expect(sandbox.webhooks.remove(id)).toBe(true);
    expect(sandbox.webhooks.remove(id)).toBe(false);
    sandbox.phone(PHONE).text("Hello");
    await sandbox.clock.settle();
    expect(receiver.received).toEqual([]);
  });

  test.each<[string, object]>([
    ["eventTypes", { eventTypes: [] }],
    ["eventTypes", { eventTypes: ["message.unknown"] }],
    ["numbers", { numbers: [] }],
    ["numbers", { numbers: ["+19995550100"] }],
    ["campaign", { campaign: "Unknown1" }],
    ["token", { token: "" }],
    ["token", { token: "a\nb" }],
  ])("with a wrong `%s` is refused", async (name, options) => {
    await using sandbox = await startSandbox();
    expect(() => sandbox.webhooks.add("http://127.0.0.1:3000/", options)).toThrow(`\`${name}\``);
  });

  test("is served beside hundreds of others, and nothing is lost", async () => {
    await using receiver = await startReceiver();
    await using sandbox = await startSandbox({ clock: "manual", requestsPerSecond: false, webhookUrl: receiver.url });
    for (let index = 0; index < 300; index += 1) sandbox.phone(PHONE).text(`Text ${index}`);
    await sandbox.clock.settle();
    expect(new Set(receiver.received.map(({ event }) => event.message.body)).size).toBe(300);
    expect(sandbox.webhooks.deliveries().every(({ state }) => state === "delivered")).toBe(true);
  });
});

test("metadata named __proto__ arrives as an own key", async () => {
  await using receiver = await startReceiver();
  await using sandbox = await startSandbox({ clock: "manual", webhookUrl: receiver.url });
  await send(sandbox, { metadata: JSON.parse('{"__proto__":"x"}') });
  await sandbox.clock.settle();
  expect(Object.keys(receiver.received[0]!.event.message.metadata)).toEqual(["__proto__"]);
  const [delivery] = sandbox.webhooks.deliveries();
  expect(Object.keys(delivery!.event.message["metadata"] as object)).toEqual(["__proto__"]);
});
