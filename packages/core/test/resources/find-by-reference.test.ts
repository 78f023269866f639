import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { Sendo } from "../../src/index.js";
import { systemClock } from "../../src/internal/clock.js";
import { answer, startCountingServer, type CountingServer } from "../support/counting-server.js";

let server: CountingServer;
let sendo: Sendo;
beforeAll(async () => {
  server = await startCountingServer();
  sendo = new Sendo(
    { apiKey: "sandbox_key", baseUrl: server.url, ca: server.ca, campaign: "c", requestsPerSecond: false },
    { clock: systemClock, random: () => 0 },
  );
});
afterAll(async () => {
  await sendo.close();
  await server.close();
});
beforeEach(() => void (server.requests.length = 0));

const query = { reference: "order-1007", to: "+12065550142" };
const stored = (reference: string, createdAt = "2026-01-01T00:00:00.000Z"): object => ({
  id: reference,
  createdAt,
  metadata: { sendo_ref: reference },
});

function serve(pages: object[][]): void {
  server.behave((request, response) => {
    const skip = Number(new URL(request.url, server.url).searchParams.get("skip") ?? 0);
    let at = 0;
    const page = pages.find((each) => ((at += each.length), at - each.length === skip));
    answer(response, 200, { messages: page ?? [] });
  });
}

test("found, on whatever page, among the outbound messages to that number", async () => {
  serve([[stored("a"), stored("b")], [stored("order-1007")]]);
  expect(await sendo.messages.resolve(query)).toMatchObject({
    state: "found",
    message: { id: "order-1007", reference: "order-1007" },
  });
  expect(server.requests[0]!.url).toBe("/v1/message/list?campaign=c&direction=OUTBOUND&number=%2B12065550142");
});

test("without the recipient, among all outbound messages of the campaign", async () => {
  serve([[stored("order-1007")]]);
  expect(await sendo.messages.resolve({ reference: "order-1007" })).toMatchObject({ state: "found" });
  expect(server.requests[0]!.url).toBe("/v1/message/list?campaign=c&direction=OUTBOUND");
});

test("not found, after every page was read", async () => {
  serve([[stored("a")], [stored("b")]]);
  expect(await sendo.messages.resolve(query)).toEqual({ state: "not-found" });
  expect(server.requests).toHaveLength(3);
});

test("inconclusive when the list is longer than may be read", async () => {
  serve([[stored("a")], [stored("b")], [stored("order-1007")]]);
  expect(await sendo.messages.resolve({ ...query, maxPages: 2 })).toEqual({ state: "inconclusive", why: "page-limit" });
});

test("inconclusive when a page cannot be read", async () => {
  server.behave((request, response) =>
    request.url.includes("skip")
      ? answer(response, 500, { error: "x" })
      : answer(response, 200, { messages: [stored("a")] }),
  );
  expect(await sendo.messages.resolve(query)).toMatchObject({
    state: "inconclusive",
    why: "read-failed",
    error: { code: "server_error" },
  });
});

test("an older message with the same reference does not count", async () => {
  serve([[stored("order-1007", "2026-01-01T00:00:00.000Z")]]);
  const at = (time: string): Promise<unknown> => sendo.messages.resolve({ ...query, since: new Date(time) });
  expect(await at("2026-01-02T00:00:00.001Z")).toEqual({ state: "not-found" });
  // twenty#21260: a day for clocks that differ.
  expect(await at("2026-01-02T00:00:00.000Z")).toMatchObject({ state: "found" });
});

test.each([
  { ...query, reference: "" },
  { ...query, to: "206" },
  { ...query, maxPages: 0 },
  { ...query, since: new Date("never") },
])("rejects %j", async (bad) => {
  await expect(sendo.messages.resolve(bad)).rejects.toMatchObject({ code: "invalid_input" });
  expect(server.requests).toHaveLength(0);
});
