import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { Sendo, SendoValidationError } from "../../src/index.js";
import { messageSchema } from "../../src/api/message.js";
import { fakeSendo } from "../../src/testing/fake-sendo.js";
import { failure } from "../support/failure.js";
import { answer, startCountingServer, type CountingServer } from "../support/counting-server.js";
import { inboundMessage, outboundMessage, sendAnswer, sendRequest } from "../fixtures/messages.js";

let server: CountingServer;
let sendo: Sendo;
beforeAll(async () => {
  server = await startCountingServer();
  sendo = new Sendo({
    apiKey: "sandbox_key",
    baseUrl: server.url,
    ca: server.ca,
    reference: false,
    rateLimit: { account: "messages" },
  });
});
afterAll(async () => {
  await sendo.close();
  await server.close();
});
afterEach(() => void (server.requests.length = 0));

describe("the documented examples, re-typed", () => {
  test("a send", async () => {
    server.behave((_, response) => answer(response, 200, sendAnswer));
    expect(await sendo.messages.send(sendRequest)).toEqual({ id: sendAnswer.id });
    expect(JSON.parse(server.requests[0]!.body)).toEqual(sendRequest);
  });

  test("a message that is read keeps every field", async () => {
    server.behave((_, response) => answer(response, 200, { message: outboundMessage }));
    expect(await sendo.messages.retrieve(outboundMessage.id)).toEqual(outboundMessage);
    expect(server.requests[0]).toMatchObject({ method: "GET", url: `/v1/message/${outboundMessage.id}` });
  });

  test.each([outboundMessage, inboundMessage])("pass core's schema as they are", (message) => {
    expect(messageSchema().parse(message)).toEqual(message);
  });

  test("a list asks for what was asked, in Sendo's words", async () => {
    server.behave((request, response) =>
      answer(response, 200, { messages: request.url.includes("skip") ? [] : [outboundMessage, inboundMessage] }),
    );
    const listed = [];
    for await (const message of sendo.messages.list({
      campaign: "Zk81QpLm",
      direction: "INBOUND",
      number: "+12065550142",
      limit: 2,
    })) {
      listed.push(message.id);
    }
    expect(listed).toEqual([outboundMessage.id, inboundMessage.id]);
    expect(server.requests.map(({ url }) => url)).toEqual([
      "/v1/message/list?campaign=Zk81QpLm&direction=INBOUND&number=%2B12065550142&limit=2",
      "/v1/message/list?campaign=Zk81QpLm&direction=INBOUND&number=%2B12065550142&limit=2&skip=2",
    ]);
  });
});

describe("a message that does not match the documentation", () => {
  test("is returned unchanged, with a log line that contains no value", async () => {
    const lines: unknown[] = [];
    const logger = { debug() {}, info() {}, error() {}, warn: (...line: unknown[]) => void lines.push(line) };
    const tolerant = new Sendo({ apiKey: "sandbox_key", baseUrl: server.url, ca: server.ca, logger });
    const strange = { ...outboundMessage, numSegments: "one", status: "TELEPORTED", novel: { a: 1 } };
    server.behave((_, response) => answer(response, 200, { message: strange }));
    expect(await tolerant.messages.retrieve("m")).toEqual(strange);
    expect(lines).toEqual([[{ fields: ["numSegments"] }, expect.stringContaining("does not match the documentation")]]);
    await tolerant.close();
  });

  test("keeps a key named __proto__ without letting it become a prototype", async () => {
    server.behave((_, response) =>
      answer(
        response,
        200,
        '{"message":{"id":"m","metadata":{"__proto__":"x","a":"b"},"__proto__":{"polluted":true}}}',
      ),
    );
    const message = await sendo.messages.retrieve("m");
    expect((message as Record<string, unknown>).polluted).toBeUndefined();
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(Object.getPrototypeOf(message)).toBe(Object.prototype);
  });
});

describe("input is checked before the wire", () => {
  const good = { campaign: "Zk81QpLm", to: "+12065550142", body: "x" };
  const fields = (count: number): Record<string, string> =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, "v"]));

  test.each<[string, object, string]>([
    ["no campaign", { to: good.to, body: good.body }, "campaign"],
    ["a local number", { ...good, to: "2065550142" }, "to"],
    ["separators", { ...good, to: "+1 206 555 0142" }, "to"],
    ["a number of 16 digits", { ...good, to: "+1234567890123456" }, "to"],
    ["a leading zero", { ...good, to: "+0206555014" }, "to"],
    ["a trailing line break", { ...good, to: "+12065550142\n" }, "to"],
    ["no body", { ...good, body: "" }, "body"],
    ["1501 characters", { ...good, body: "x".repeat(1501) }, "body"],
    ["a body that is a number", { ...good, body: 5 }, "body"],
    ["a sender that is a word", { ...good, from: "DINER" }, "from"],
    ["six media", { ...good, mediaUrls: Array.from({ length: 6 }, () => "https://media.example/a.jpg") }, "mediaUrls"],
    ["media by ftp", { ...good, mediaUrls: ["ftp://media.example/a.jpg"] }, "mediaUrls.0"],
    ["51 metadata keys", { ...good, metadata: fields(51) }, "metadata"],
    ["a metadata key of 41 characters", { ...good, metadata: { ["k".repeat(41)]: "v" } }, `metadata.${"k".repeat(40)}`],
    ["a metadata value of 501 characters", { ...good, metadata: { k: "v".repeat(501) } }, "metadata.k"],
    ["a metadata value that is a number", { ...good, metadata: { k: 1 } }, "metadata.k"],
    [
      "a metadata key named __proto__",
      { ...good, metadata: JSON.parse('{"__proto__":"v"}') as object },
      "metadata.__proto__",
    ],
    ["an unknown field", { ...good, scheduledTime: "later" }, ""],
    ["nothing", null as never, ""],
  ])("%s", async (_, input, path) => {
    const error: unknown = await sendo.messages.send(input as never).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(SendoValidationError);
    expect((error as SendoValidationError).issues.map((issue) => issue.path)).toEqual([path]);
    expect(server.requests).toHaveLength(0);
  });

  test.each<[string, object]>([
    ["1500 characters", { ...good, body: "x".repeat(1500) }],
    ["emoji", { ...good, body: "👩‍👩‍👧‍👦 é" }],
    ["50 metadata keys", { ...good, metadata: fields(50) }],
    ["media without a body", { ...good, body: "", mediaUrls: ["https://media.example/a.jpg"] }],
  ])("passes %s, byte for byte", async (_, input) => {
    server.behave((_request, response) => answer(response, 200, sendAnswer));
    await sendo.messages.send(input as never);
    expect(JSON.parse(server.requests[0]!.body)).toEqual(input);
  });

  test.each(["", ".", "..", "list"])("an id %j would be another endpoint", async (id) => {
    await expect(sendo.messages.retrieve(id)).rejects.toMatchObject({ code: "invalid_input" });
  });

  test("an id is one encoded segment", async () => {
    server.behave((_, response) => answer(response, 200, { message: { id: "x" } }));
    await sendo.messages.retrieve("a/../b?c=d#e");
    expect(server.requests[0]!.url).toBe("/v1/message/a%2F..%2Fb%3Fc%3Dd%23e");
  });

  test.each(["Authorization", "host", "Content-Length", "Transfer-Encoding", "Accept-Encoding", "Content-Encoding"])(
    "the header %s cannot be set",
    async (name) => {
      await expect(sendo.messages.send(good, { headers: { [name]: "x" } })).rejects.toMatchObject({
        code: "invalid_input",
      });
      await expect(sendo.messages.send(good, { headers: { "x-a": "b\r\nc: d" } })).rejects.toMatchObject({
        code: "invalid_input",
      });
      expect(server.requests).toHaveLength(0);
    },
  );
});

describe("lists", () => {
  const page = (...ids: string[]): object => ({ messages: ids.map((id) => ({ id })) });
  async function listed(pages: object[]): Promise<string[]> {
    server.behave((_, response) => answer(response, 200, pages[server.requests.length - 1] ?? page()));
    const ids = [];
    for await (const { id } of sendo.messages.list({ campaign: "c" })) ids.push(id);
    return ids;
  }

  test("end only at an empty page: a short one proves nothing", async () => {
    expect(await listed([page("a", "b", "c"), page("d"), page("e", "f")])).toEqual(["a", "b", "c", "d", "e", "f"]);
    expect(server.requests.map(({ url }) => new URL(url, server.url).searchParams.get("skip"))).toEqual([
      null,
      "3",
      "4",
      "6",
    ]);
  });

  test("leave out what has moved from one page to the next", async () => {
    expect(await listed([page("a", "b"), page("b", "c"), page("c", "b")])).toEqual(["a", "b", "c"]);
    // What has come twice has come all the same: `skip` counts what arrived.
    expect(server.requests.map(({ url }) => new URL(url, server.url).searchParams.get("skip"))).toEqual([
      null,
      "2",
      "4",
      "6",
    ]);
  });

  test("give up on a server that does not heed skip", async () => {
    server.behave((_, response) => answer(response, 200, page("a"), { "x-ratelimit-remaining": "100" }));
    const read = async (): Promise<void> => {
      for await (const _ of sendo.messages.list({ campaign: "c" }));
    };
    await expect(read()).rejects.toMatchObject({ code: "unreadable_response" });
  });

  test("can be left at any point, and ask for nothing more", async () => {
    server.behave((_, response) => answer(response, 200, page("a", "b")));
    for await (const _ of sendo.messages.list({ campaign: "c" })) break;
    expect(server.requests).toHaveLength(1);
  });
});

test("request() goes where no method goes yet, under the same rules", async () => {
  server.behave((_, response) => answer(response, 200, { success: true, novel: 1 }));
  expect(await sendo.request({ method: "POST", path: "/v1/novel", query: { a: "b c" }, body: { x: 1 } })).toEqual({
    success: true,
    novel: 1,
  });
  expect(server.requests[0]).toMatchObject({ method: "POST", url: "/v1/novel?a=b+c", body: '{"x":1}' });
  for (const path of [
    "https://evil.example/",
    "//evil.example/",
    "/v1/../secret",
    "/v1/%2e%2e/secret",
    "v1",
    "/v1?a=b",
    "/v1/a b",
  ]) {
    await expect(sendo.request({ method: "GET", path })).rejects.toMatchObject({ code: "invalid_input" });
  }
});

describe("validate", () => {
  const MESSAGE = { to: "+12065550142", body: "Your table is ready" };
  const options = { apiKey: "sandbox_key", baseUrl: "https://127.0.0.1", campaign: "c", from: "+14155550111" };

  test("gives back what a send would send, and sends nothing", async () => {
    await using client = new Sendo({ ...options, baseUrl: server.url, ca: server.ca });
    expect(client.messages.validate(MESSAGE)).toEqual({ ...MESSAGE, campaign: "c", from: "+14155550111" });
    const whole = { ...MESSAGE, campaign: "d", mediaUrls: ["https://media.example/a.jpg"], extra: { later: true } };
    expect(client.messages.validate(whole)).toEqual({ ...whole, from: "+14155550111" });
    expect(server.requests).toEqual([]);
  });

  test.each([
    [{ ...MESSAGE, to: "0142" }, {}, "to"],
    [
      { ...MESSAGE, metadata: Object.fromEntries(Array.from({ length: 50 }, (_, key) => [key, ""])) },
      { reference: "a" },
      "reference",
    ],
    [MESSAGE, { idempotencyKey: "a" }, "idempotencyKey"],
  ])("rejects what a send would reject: %#", async (input, callOptions, path) => {
    await using client = new Sendo(options);
    const refused = (): unknown => client.messages.validate(input, callOptions);
    expect(refused).toThrow(
      expect.objectContaining({ issues: [expect.objectContaining({ path })], outcome: "not-sent" }),
    );
    await expect(client.messages.send(input, callOptions)).rejects.toMatchObject({ issues: [{ path }] });
  });
});

describe("invalid values that JavaScript allows do not harm a message", () => {
  test.each([
    ["extra", { extra: { at: 1n } }],
    ["extra", { extra: Object.assign({}, { self: [] as unknown[] }, { toJSON: () => { throw new Error("no"); } }) }], // prettier-ignore
  ])("%s that JSON cannot hold is an input error", async (path, fields) => {
    const input = { campaign: "c", to: "+12065550142", body: "x", ...fields };
    await expect(sendo.messages.send(input)).rejects.toMatchObject({
      code: "invalid_input",
      outcome: "not-sent",
      issues: [{ path }],
    });
    expect(server.requests).toHaveLength(0);
  });

  test("so is a body of one's own", async () => {
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    const request = sendo.request({ method: "POST", path: "/v1/message/send", body: circle });
    await expect(request).rejects.toMatchObject({
      code: "invalid_input",
      outcome: "not-sent",
      issues: [{ path: "body" }],
    });
  });

  test.each([5, null, new AbortController()])("what is no signal is an issue, and nothing is sent", async (signal) => {
    const fake = fakeSendo();
    const error = await failure(
      fake.client.messages.send({ to: "+12065550142", body: "x" }, { signal: signal as never }),
    );
    expect(error).toMatchObject({ code: "invalid_input", outcome: "not-sent", issues: [{ path: "signal" }] });
    expect(fake.requests).toBe(0);
  });

  test("an input that is none is one", async () => {
    const error = await failure(fakeSendo().client.messages.send(undefined as never));
    expect(error).toMatchObject({ code: "invalid_input", issues: [{ path: "", message: "must be an object" }] });
  });

  test("a misspelled option of the call is rejected: it could be the option that prevents a message from being sent twice", async () => {
    const send = sendo.messages.send({ campaign: "c", to: "+12065550142", body: "x" }, {
      idempotencykey: "k",
    } as never);
    await expect(send).rejects.toMatchObject({
      code: "invalid_input",
      outcome: "not-sent",
      issues: [{ path: "idempotencykey" }],
    });
    expect(server.requests).toHaveLength(0);
  });
});
