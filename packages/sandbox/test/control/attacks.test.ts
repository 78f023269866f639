import net from "node:net";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createControlServer, type ControlServerOptions } from "../../src/control/control-server.js";
import { OPERATIONS } from "../../src/operations/operations.js";
import { createChanges } from "../../src/engine/changes.js";
import { startSandbox, type Sandbox } from "../../src/index.js";
import { listen } from "../../src/server/listen.js";
import { call } from "../support/api-client.js";
import { control } from "../support/control-client.js";
import { startReceiver } from "../support/receiver.js";

const ANN = "+12065550142";

/** All that comes back on a connection that writes `text`, once the other side has closed it. */
function exchange(port: number, text: string, { end = false } = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, "127.0.0.1");
    let answer = "";
    socket.on("data", (chunk) => (answer += String(chunk)));
    socket.on("error", reject);
    socket.on("close", () => resolve(answer));
    socket.write(text);
    if (end) socket.end();
  });
}

const controlPort = (sandbox: Sandbox): number => Number(new URL(sandbox.controlUrl).port);

describe("JSON that is out for more than it says", () => {
  const warnings: Error[] = [];
  const note = (warning: Error): void => void warnings.push(warning);
  beforeEach(() => void process.on("warning", note));
  afterEach(() => {
    process.off("warning", note);
    warnings.length = 0;
  });

  const BODIES = [
    '{"__proto__":{"effect":"hang","optedOut":true,"polluted":true}}',
    '{"constructor":{"prototype":{"polluted":true}}}',
    '{"effect":"status","status":503,"__proto__":{"probability":0,"polluted":true}}',
    '{"optout":["STOP","__proto__"],"optin":{"length":1},"help":["constructor"]}',
    '{"url":"http://127.0.0.1:9/","eventTypes":["__proto__"],"numbers":[{}],"token":["x"],"campaign":{}}',
    '{"body":{"toString":1},"to":["x"],"mediaUrls":{"0":"x"},"match":{},"timeout":{},"for":{},"by":{},"speed":"fast","wrong":1}',
    '{"number":1e999,"optedOut":"yes","status":{},"errorCode":"x","times":-1,"preset":{},"reason":[],"seed":{}}',
    `{"body":${"[".repeat(5000)}${"]".repeat(5000)}}`,
    "[]",
    "null",
    '"text"',
  ];

  test.each(OPERATIONS.filter(({ method }) => method === "POST").map(({ path }) => path))(
    "%s refuses it or ignores what it has no field for",
    async (path) => {
      await using sandbox = await startSandbox({ clock: "manual" });
      for (const id of ["__proto__", "constructor", "toString", "..", "%2e%2e%2f", "%00", ANN]) {
        for (const body of BODIES) {
          const { status } = await control(sandbox, "POST", path.replace("{id}", id), { body });
          expect([200, 400, 403, 404, 408, 409]).toContain(status);
        }
        if (!path.includes("{id}")) break;
      }
      expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
      expect(Object.keys(Object.prototype)).toEqual([]);
      expect(warnings).toEqual([]); // or the sandbox would have found a fault of its own
      expect((await control(sandbox, "GET", "/info")).status).toBe(200);
    },
  );
});

describe("webhooks that an app makes through the API", () => {
  test("stay on this machine, when they are made and when they are changed", async () => {
    await using sandbox = await startSandbox();
    const path = `/v1/campaign/${sandbox.campaign}/webhooks`;
    const webhook = { name: "x", url: "http://127.0.0.1:9/", eventTypes: ["message.status"], numbers: [] };
    for (const url of ["https://evil.example/", "http://10.0.0.1/", "http://0.0.0.0/", "http://[::ffff:10.0.0.1]/"]) {
      expect((await call(sandbox, "POST", path, { ...webhook, url })).status).toBe(400);
    }
    const { id } = (await call(sandbox, "POST", path, webhook)).body.webhook;
    expect((await call(sandbox, "PATCH", `/v1/webhook/${id}`, { url: "https://evil.example/" })).status).toBe(400);
    expect(sandbox.webhooks.list()).toMatchObject([{ url: webhook.url }]);
  });

  test("do not go to another machine by a redirect, and take no token there", async () => {
    await using elsewhere = await startReceiver();
    await using receiver = await startReceiver();
    receiver.answer = (response) => response.writeHead(307, { location: elsewhere.url }).end();
    await using sandbox = await startSandbox({ clock: "manual", webhookUrl: receiver.url });
    sandbox.phone(ANN).text("Hello");
    await sandbox.clock.settle();
    expect(receiver.received).toHaveLength(1);
    expect(elsewhere.received).toEqual([]);
  });
});

describe("the control port", () => {
  test("does not wait for a head that never ends, nor for a body", async () => {
    const options = { token: "t", context: { changes: createChanges() } } as unknown as ControlServerOptions;
    const { port, close } = await listen(createControlServer({ ...options, patienceMs: 50 }), "127.0.0.1", 0);
    const heads = [
      "GET /_sandbox/v1/info HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ",
      "POST /_sandbox/v1/send HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Sandbox-Token: t\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{",
    ];
    for (const head of heads) expect(await exchange(port, head)).toMatch(/^(?:HTTP\/1\.1 408 |$)/);
    await close(0);
  });

  test("refuses a head that is too large, and a body as soon as it is", async () => {
    await using sandbox = await startSandbox();
    const head = (more: string): string =>
      `POST /_sandbox/v1/send HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nX-Sandbox-Token: ${sandbox.controlToken}\r\n` +
      `Content-Type: application/json\r\n${more}\r\n`;
    const port = controlPort(sandbox);
    expect(await exchange(port, head(`X-Large: ${"x".repeat(20_000)}\r\n`))).toMatch(/^HTTP\/1\.1 431 /);
    const chunk = `10000\r\n${"x".repeat(0x10000)}\r\n`;
    const endless = head("Transfer-Encoding: chunked\r\n") + chunk.repeat(5);
    expect(await exchange(port, endless)).toMatch(/^HTTP\/1\.1 413 /);
  });

  test("lets 100 follow at a time, and one more when one has gone", async () => {
    await using sandbox = await startSandbox();
    const follow = async (): Promise<{ status: number; response: Response; leave: () => Promise<void> }> => {
      const leaving = new AbortController();
      const headers = { "x-sandbox-token": sandbox.controlToken };
      const url = `${sandbox.controlUrl}/_sandbox/v1/events`;
      const response = await fetch(url, { headers, signal: leaving.signal });
      return {
        status: response.status,
        response, // fetch closes the connection of a response that is garbage-collected
        async leave() {
          leaving.abort();
          await response.body?.cancel().catch(() => {});
        },
      };
    };
    const readers = await Promise.all(Array.from({ length: 100 }, follow));
    expect(new Set(readers.map(({ status }) => status))).toEqual(new Set([200]));
    expect((await follow()).status).toBe(503);
    expect((await control(sandbox, "GET", "/info")).status).toBe(200);
    await readers[0]!.leave();
    await vi.waitFor(async () => expect((await follow()).status).toBe(200), { timeout: 10_000 });
    await Promise.all(readers.map(({ leave }) => leave()));
  });

  test("knows no Host that only looks like this machine", async () => {
    await using sandbox = await startSandbox();
    const port = controlPort(sandbox);
    for (const host of [
      "localhost.",
      "127.0.0.1.",
      "127.0.0.1@evil.example",
      "evil.example#127.0.0.1",
      "127.0.0.1:80:80",
      "127.0.0.1, evil.example",
      "[::1].evil.example",
      "0.0.0.0",
      "[::]",
      "",
    ]) {
      const headers = `Host: ${host}\r\nX-Sandbox-Token: ${sandbox.controlToken}\r\nConnection: close\r\n`;
      for (const path of ["/_sandbox/v1/info", "/"]) {
        expect(await exchange(port, `GET ${path} HTTP/1.1\r\n${headers}\r\n`), host).toMatch(/^HTTP\/1\.1 40[03] /);
      }
    }
    // Two of them, of which a proxy in front might have looked at the other.
    const two = `Host: 127.0.0.1\r\nHost: evil.example\r\nX-Sandbox-Token: ${sandbox.controlToken}\r\nConnection: close\r\n`;
    expect(await exchange(port, `GET /_sandbox/v1/info HTTP/1.1\r\n${two}\r\n`)).toMatch(/^HTTP\/1\.1 40[03] /);
  });

  test("takes no token from an address, a cookie or a body", async () => {
    await using sandbox = await startSandbox();
    const { controlToken: token } = sandbox;
    const none = { "x-sandbox-token": undefined };
    for (const [path, headers] of [
      [`/info?token=${token}`, none],
      ["/info", { ...none, cookie: `token=${token}` }],
      ["/info", { ...none, authorization: `Bearer ${token}` }],
    ] as const) {
      expect((await control(sandbox, "GET", path, { headers })).status).toBe(401);
    }
    const body = { "x-sandbox-token": token, to: ANN, body: "Hello" };
    expect((await control(sandbox, "POST", "/send", { headers: none, body })).status).toBe(401);
  });
});
