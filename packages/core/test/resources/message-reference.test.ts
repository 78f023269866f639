import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Sendo, type SendoError } from "../../src/index.js";
import { answer, startCountingServer, type CountingServer } from "../support/counting-server.js";

let server: CountingServer;
let sendo: Sendo;
beforeAll(async () => {
  server = await startCountingServer();
  sendo = new Sendo({
    apiKey: "sandbox_key",
    baseUrl: server.url,
    ca: server.ca,
    campaign: "c",
    rateLimit: { account: "reference" },
  });
});
afterAll(async () => {
  await sendo.close();
  await server.close();
});
beforeEach(() => {
  server.requests.length = 0;
  server.behave((_, response) => answer(response, 200, { success: true, id: "m" }));
});

const MESSAGE = { to: "+12065550142", body: "x" };
const sentMetadata = (index = 0): unknown =>
  (JSON.parse(server.requests[index]!.body) as { metadata?: unknown }).metadata;
const pairs = (count: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, "v"]));

describe("a send carries a reference", () => {
  test("of its own, beside the caller's pairs", async () => {
    const { reference } = await sendo.messages.send({ ...MESSAGE, metadata: { orderId: "A-1007" } });
    expect(reference).toMatch(/^[0-9a-f-]{36}$/);
    expect(sentMetadata()).toEqual({ orderId: "A-1007", sendo_ref: reference });
  });

  test("that the caller names", async () => {
    expect(await sendo.messages.send(MESSAGE, { reference: "order-1007" })).toEqual({
      id: "m",
      reference: "order-1007",
    });
    expect(sentMetadata()).toEqual({ sendo_ref: "order-1007" });
  });

  test("that the caller has put into the metadata already", async () => {
    expect(await sendo.messages.send({ ...MESSAGE, metadata: { sendo_ref: "mine" } })).toMatchObject({
      reference: "mine",
    });
    expect(sentMetadata()).toEqual({ sendo_ref: "mine" });
  });

  test("that stays the same over all attempts, and stands on the error", async () => {
    server.behave((_, response) => answer(response, server.requests.length < 3 ? 429 : 500, { error: "x" }));
    const error = (await sendo.messages.send(MESSAGE).catch((reason: unknown) => reason)) as SendoError;
    expect(error).toMatchObject({ outcome: "unknown", attempts: 3 });
    expect(server.requests.map((_, index) => sentMetadata(index))).toEqual(
      Array(3).fill({ sendo_ref: error.reference }),
    );
  });
});

describe("no reference", () => {
  test("when the caller's pairs fill all 50 places", async () => {
    expect(await sendo.messages.send({ ...MESSAGE, metadata: pairs(50) })).toEqual({ id: "m" });
    expect(sentMetadata()).toEqual(pairs(50));
  });

  test("when the call or the client wants none", async () => {
    expect(await sendo.messages.send(MESSAGE, { reference: false })).toEqual({ id: "m" });
    expect(await sendo.withOptions({ reference: false }).messages.send(MESSAGE)).toEqual({ id: "m" });
    expect([sentMetadata(0), sentMetadata(1)]).toEqual([undefined, undefined]);
  });

  test.each([
    ["", {}],
    ["x".repeat(501), {}],
    ["no-room", pairs(50)],
  ])("that cannot be kept: an error before the wire", async (reference, metadata) => {
    await expect(sendo.messages.send({ ...MESSAGE, metadata }, { reference })).rejects.toMatchObject({
      code: "invalid_input",
      outcome: "not-sent",
      issues: [{ path: "reference" }],
    });
    expect(server.requests).toHaveLength(0);
  });
});

test("what is read again shows the reference beside the caller's own metadata", async () => {
  const stored = [
    { id: "1", metadata: { orderId: "A-1007", sendo_ref: "r1" } },
    { id: "2", metadata: { sendo_ref: "r2" } },
    { id: "3", metadata: { orderId: "A-1008" } },
    { id: "4" },
  ];
  server.behave((request, response) =>
    answer(response, 200, request.url.includes("skip") ? { messages: [] } : { messages: stored }),
  );
  const read = [];
  for await (const message of sendo.messages.list()) read.push(message);
  expect(read).toEqual([
    { id: "1", metadata: { orderId: "A-1007" }, reference: "r1" },
    { id: "2", reference: "r2" },
    { id: "3", metadata: { orderId: "A-1008" } },
    { id: "4" },
  ]);
});
