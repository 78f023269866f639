import { AsyncLocalStorage } from "node:async_hooks";
import diagnostics from "node:diagnostics_channel";
import { createRequire } from "node:module";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { isSendoError, Sendo, SendoConfigError, type RateLimitStore } from "../src/index.js";
import { memoryRateLimitStore } from "../src/testing/stores/index.js";
import { answer, startCountingServer, type CountingServer } from "./support/counting-server.js";

let server: CountingServer;
beforeAll(async () => void (server = await startCountingServer()));
afterAll(() => server.close());
beforeEach(() => {
  server.requests.length = 0;
  server.behave((_, response) => answer(response, 200, { success: true, id: "m" }));
});

const MESSAGE = { to: "+12065550142", body: "x" };
const client = (account: string, options = {}): Sendo =>
  new Sendo({
    apiKey: "sandbox_key",
    baseUrl: server.url,
    ca: server.ca,
    campaign: "c",
    rateLimit: { account },
    ...options,
  });

describe("withOptions", () => {
  test("shares limiter, connections and close with the client it came from", async () => {
    const sendo = client("with options");
    const derived = sendo.withOptions({ campaign: "other", deadlineMs: 5000 });
    await sendo.messages.send(MESSAGE);
    await derived.messages.send(MESSAGE);
    expect(server.requests.map(({ body }) => (JSON.parse(body) as { campaign: string }).campaign)).toEqual([
      "c",
      "other",
    ]);
    const connections = server.connections();
    await sendo.messages.send(MESSAGE);
    expect(server.connections()).toBe(connections);
    await derived.close();
    await expect(sendo.messages.send(MESSAGE)).rejects.toMatchObject({ code: "client_closed" });
  });

  test("leaves as it was what is undefined", async () => {
    const sendo = client("undefined");
    await sendo.withOptions({ campaign: undefined, reference: undefined }).messages.send(MESSAGE);
    expect(JSON.parse(server.requests[0]!.body)).toMatchObject({
      campaign: "c",
      metadata: { sendo_ref: expect.any(String) as string },
    });
    await sendo.close();
  });

  test.each(["apiKey", "baseUrl", "requestsPerSecond", "rateLimit", "transport", "idempotency"])(
    "rejects %s, which it cannot change",
    (name) => {
      const change = (): unknown => client("unchangeable").withOptions({ [name]: undefined });
      expect(change).toThrow(expect.objectContaining({ code: "config_option_invalid" }));
      expect(change).toThrow(new RegExp(`${name}.*withOptions`));
    },
  );

  test("checks what it is given", () => {
    expect(() => client("checked").withOptions({ deadlineMs: 0 })).toThrow(SendoConfigError);
  });
});

test("two clients of one key keep one limit", async () => {
  const [a, b] = [
    new Sendo({ apiKey: "sandbox_shared", baseUrl: server.url, ca: server.ca, campaign: "c" }),
    new Sendo({ apiKey: "sandbox_shared", baseUrl: server.url, ca: server.ca, campaign: "c" }),
  ];
  server.behave(() => {}); // never answers
  const sends = Array.from({ length: 30 }, (_, i) => (i % 2 ? a : b).messages.send(MESSAGE).catch(() => {}));
  await server.received(20);
  expect(a.rateLimit).toMatchObject({ inFlight: 20, queued: { normal: 10 } });
  expect(b.rateLimit).toEqual(a.rateLimit);
  await Promise.all([a.close({ drainMs: 0 }), b.close({ drainMs: 0 }), ...sends]);
  expect(server.requests).toHaveLength(20);
});

test("diagnostics report calls without a key, a number or a message body", async () => {
  const seen: [string, Record<string, unknown>][] = [];
  const isOwn = new AsyncLocalStorage<boolean>(); // a call that another file in this worker left behind is none of ours
  const listen = (message: unknown, name: string | symbol): void =>
    void (isOwn.getStore() === true && seen.push([String(name), message as Record<string, unknown>]));
  const names = ["sendo:attempt", "sendo:retry", "sendo:rate-limited"];
  for (const name of names) diagnostics.subscribe(name, listen);
  try {
    server.behave((_, response) =>
      server.requests.length === 1
        ? answer(response, 429, { error: "x" })
        : answer(response, 200, { success: true, id: "m" }),
    );
    await isOwn.run(true, async () => {
      const sendo = client("diagnostics");
      await sendo.messages.send(MESSAGE, { reference: "order-1" });
      server.behave((_, response) => answer(response, 404, { error: "no" }));
      await sendo.messages.retrieve("secret-id").catch(() => {});
      await sendo.close();
    });
  } finally {
    for (const name of names) diagnostics.unsubscribe(name, listen);
  }
  const operation = "POST /v1/message/send";
  expect(seen).toMatchObject([
    [
      "sendo:attempt",
      { operation, attempt: 1, httpStatus: 429, outcome: "rejected", code: "rate_limited", reference: "order-1" },
    ],
    ["sendo:rate-limited", { operation, blockedUntil: expect.any(Date) as Date }],
    ["sendo:retry", { operation, attempt: 2, code: "rate_limited" }],
    ["sendo:attempt", { operation, attempt: 2, httpStatus: 200, outcome: "accepted" }],
    ["sendo:attempt", { operation: "GET /v1/message/{id}", attempt: 1, httpStatus: 404, code: "not_found" }],
  ]);
  expect(JSON.stringify(seen)).not.toMatch(/sandbox_key|2065550142|secret-id/);
});

test("errors are recognized across the ESM and the CJS copy", () => {
  const commonJs = createRequire(import.meta.url)("../dist/index.cjs") as typeof import("../src/index.js");
  let error: unknown;
  try {
    new commonJs.Sendo({ apiKey: "" });
  } catch (caught) {
    error = caught;
  }
  expect(error).not.toBeInstanceOf(SendoConfigError);
  expect(isSendoError(error)).toBe(true);
  expect(isSendoError({ code: "unauthorized" })).toBe(false);
  expect(isSendoError(null)).toBe(false);
});

test("a client with a store of its own does not depend on the connection of one that was closed", async () => {
  let isOpen = true;
  const memory = memoryRateLimitStore();
  const connection: RateLimitStore = {
    exchange: (...report) => (isOpen ? memory.exchange(...report) : Promise.reject(new Error("connection is closed"))),
  };
  const first = client("stores", { rateLimit: { account: "stores", store: connection } });
  await first.messages.send(MESSAGE);
  const second = client("stores", { rateLimit: { account: "stores", store: memoryRateLimitStore() } });
  await first.close();
  isOpen = false;
  await second.messages.send(MESSAGE);
  expect(second.rateLimit.store).toBe("shared");
  await second.close();
});

test("a client whose transport cannot be made leaves its account's limiter unused", () => {
  const options = { apiKey: "sandbox_leased", baseUrl: "https://127.0.0.1", requestsPerSecond: 20 } as const;
  const registry = (): number =>
    ((globalThis as { [key: symbol]: unknown })[Symbol.for("sendo.limiters.v1")] as Map<string, unknown> | undefined)
      ?.size ?? 0;
  const before = registry();
  expect(() => new Sendo({ ...options, ca: "no certificate" })).toThrow(SendoConfigError);
  expect(registry()).toBe(before);
});
