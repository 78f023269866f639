import type { Json } from "../support/json.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startSandbox, type Sandbox } from "../../src/index.js";
import { call, raw, send } from "../support/api-client.js";
import { fixture } from "../support/fixture.js";
import { startReceiver } from "../support/receiver.js";
import { shape } from "../support/shape.js";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ clock: "manual", requestsPerSecond: false });
});
afterAll(() => sandbox.close());

describe("documented examples", () => {
  test("message/send", async () => {
    const { request, httpStatus, response } = fixture("message-send");
    const answer = await call(sandbox, "POST", "/v1/message/send", request);
    expect(answer.status).toBe(httpStatus);
    expect(shape(answer.body)).toEqual(shape(response));
    expect(answer.headers["content-type"]).toMatch(/^application\/json/);
    expect(sandbox.message(answer.body.id)).toMatchObject({
      type: "MMS",
      numSegments: 1,
      status: "CREATED",
      from: request.from,
      to: request.to,
      body: request.body,
      mediaUrls: request.mediaUrls,
      metadata: request.metadata,
      campaignId: request.campaign,
    });
  });

  test("[absent-fields] message/retrieve", async () => {
    const { httpStatus, response } = fixture("message-retrieve");
    const { to, body, metadata } = response.message;
    const id = await send(sandbox, { to, body, metadata });
    await sandbox.clock.settle();
    const answer = await call(sandbox, "GET", `/v1/message/${id}`);
    expect(answer.status).toBe(httpStatus);
    expect(shape(answer.body)).toEqual(shape(response));
    expect(answer.body.message).toMatchObject({ id, to, body, metadata });
  });

  test("message/list, newest first", async () => {
    await using own = await startSandbox({ clock: "manual" });
    const { httpStatus, response } = fixture("message-list");
    const [inbound, outbound] = response.messages;
    await send(own, { to: outbound.to, body: outbound.body, metadata: outbound.metadata });
    await own.clock.settle();
    own.phone(inbound.from).text(inbound.body);
    const answer = await call(own, "GET", `/v1/message/list?campaign=${own.campaign}`);
    expect(answer.status).toBe(httpStatus);
    expect(shape(answer.body)).toEqual(shape(response));
  });

  test("[absent-fields] message.incoming, with the documented fields and no others", async () => {
    await using receiver = await startReceiver();
    await using own = await startSandbox({ clock: "manual", webhookUrl: receiver.url });
    const { event } = fixture("message-incoming");
    own.phone(event.message.from).text(event.message.body, { mediaUrls: event.message.mediaUrls });
    await own.clock.settle();
    const [got] = receiver.received;
    expect(shape(got!.event)).toEqual(shape(event));
    expect(Date.parse(got!.event.message.sentAt)).toBeLessThan(Date.parse(got!.event.message.createdAt));
  });
});

describe("[error-body] [failed-write-body] send refuses", () => {
  const pairs = (count: number): Record<string, string> =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`, "value"]));

  test.each<[string, Record<string, unknown>]>([
    ["no campaign", { campaign: undefined }],
    ["an unknown campaign", { campaign: "Unknown1" }],
    ["a campaign named like a property", { campaign: "constructor" }],
    ["a campaign that is not approved", { campaign: "Hc52wLpd" }],
    ["no body", { body: undefined }],
    ["null as body", { body: null }],
    ["an empty body", { body: "" }],
    ["a body of 1501", { body: "x".repeat(1501) }],
    ["a body of 1500 with media", { body: "x".repeat(1500), mediaUrls: ["https://media.example/a.png"] }],
    ["a body that is a number", { body: 7 }],
    ["no to", { to: undefined }],
    ["to without +", { to: "12065550142" }],
    ["to with punctuation", { to: "+1 (206) 555-0142" }],
    ["to with nine digits after +1", { to: "+1206555014" }],
    ["to with 16 digits", { to: "+4412345678901234" }],
    ["to with a line break", { to: "+12065550142\n" }],
    ["to as the sender", { to: "+14155550111" }],
    ["from that is not on the campaign", { from: "+14155550199" }],
    ["from of another form", { from: "4155550111" }],
    ["six media files", { mediaUrls: Array.from({ length: 6 }, () => "https://media.example/a.png") }],
    ["media that is no list", { mediaUrls: "https://media.example/a.png" }],
    ["media of another scheme", { mediaUrls: ["file:///etc/passwd"] }],
    ["media of an unlisted type", { mediaUrls: ["https://media.example/logo.svg?size=2"] }],
    ["51 metadata keys", { metadata: pairs(51) }],
    ["a metadata key of 41", { metadata: { ["k".repeat(41)]: "v" } }],
    ["an empty metadata key", { metadata: { "": "v" } }],
    ["a metadata value of 501", { metadata: { key: "v".repeat(501) } }],
    ["a metadata value that is a number", { metadata: { key: 1 } }],
    ["nested metadata", { metadata: { key: { inner: "v" } } }],
    ["metadata as a list", { metadata: ["v"] }],
  ])("[send-refusals-400] [send-needs-active-campaign] [metadata-strings] %s with 400", async (_, fields) => {
    const before = sandbox.messages().length;
    const answer = await call(sandbox, "POST", "/v1/message/send", {
      campaign: sandbox.campaign,
      to: "+12065550142",
      body: "Your table is ready",
      ...fields,
    });
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({ success: false, error: expect.stringMatching(/./) });
    expect(sandbox.messages()).toHaveLength(before);
  });

  test.each([
    ["broken JSON", '{"campaign":'],
    ["no body", ""],
    ["a list", "[]"],
    ["null", "null"],
    ["a string", '"x"'],
    ["bytes that are not UTF-8", Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
  ])("[bad-json-400] %s with 400", async (_, body) => {
    const headers = { authorization: `Bearer ${sandbox.apiKey}`, "content-type": "application/json" };
    const answer = await raw(sandbox, { method: "POST", path: "/v1/message/send", headers, body });
    expect(answer.status).toBe(400);
    expect(answer.body.error).toMatch(/JSON/);
  });

  test("[bad-json-400] another content type with 400", async () => {
    const headers = { authorization: `Bearer ${sandbox.apiKey}`, "content-type": "text/plain" };
    const answer = await raw(sandbox, { method: "POST", path: "/v1/message/send", headers, body: "{}" });
    expect(answer.status).toBe(400);
    expect(answer.body.error).toMatch(/application\/json/);
  });

  test("[body-size-413] more than 256 KiB with 413, and the connection lives to tell", async () => {
    const headers = { authorization: `Bearer ${sandbox.apiKey}`, "content-type": "application/json" };
    const body = JSON.stringify({ body: "x".repeat(3 * 1024 * 1024) });
    const answer = await raw(sandbox, { method: "POST", path: "/v1/message/send", headers, body });
    expect(answer.status).toBe(413);
    expect(answer.body).toEqual({ success: false, error: expect.any(String) });
  });
});

describe("send takes", () => {
  test("[body-size-413] the largest legal message", async () => {
    const metadata = Object.fromEntries(
      Array.from({ length: 50 }, (_, index) => [`${index}`.padStart(40, "\u0001"), "\u0001".repeat(500)]),
    );
    const id = await send(sandbox, { body: "\u0001".repeat(1500), metadata });
    expect(sandbox.message(id)!.metadata).toEqual(metadata);
  });

  test.each([
    ["a surrogate pair", "Table \u{1f37d}\ufe0f ready", 1],
    ["a lone surrogate", "broken \ud83d end", 1],
    ["combining marks and right-to-left characters", "e\u0301 \u05e9\u05dc\u05d5\u05dd", 1],
    ["80 emoji", "\u{1f600}".repeat(80), 3],
    ["NUL and control characters", "a\u0000b\u001fc", 1],
  ])("[stored-body] [body-length] %s unchanged", async (_, body, segments) => {
    const id = await send(sandbox, { body });
    const answer = await call(sandbox, "GET", `/v1/message/${id}`);
    expect(answer.body.message.body).toBe(body);
    expect(answer.body.message.numSegments).toBe(segments);
  });

  test("metadata keys that are names of properties, as own keys", async () => {
    const metadata = '{"__proto__":"polluted","constructor":"c","toString":"t"}';
    const answer = await raw(sandbox, {
      method: "POST",
      path: "/v1/message/send",
      headers: { authorization: `Bearer ${sandbox.apiKey}`, "content-type": "application/json; charset=utf-8" },
      body: `{"campaign":"${sandbox.campaign}","to":"+12065550142","body":"x","metadata":${metadata}}`,
    });
    const shown = await call(sandbox, "GET", `/v1/message/${answer.body.id}`);
    expect(shown.text).toContain(metadata);
    expect(Object.keys(sandbox.message(answer.body.id)!.metadata!)).toEqual(["__proto__", "constructor", "toString"]);
    expect(({} as Json).polluted).toBeUndefined();
    expect(Object.getPrototypeOf(sandbox.message(answer.body.id)!.metadata!)).toBe(Object.prototype);
  });

  test("__proto__ as a field as any unknown field", async () => {
    const headers = { authorization: `Bearer ${sandbox.apiKey}`, "content-type": "application/json" };
    const body = `{"__proto__":{"campaign":"${sandbox.campaign}","to":"+12065550142","body":"x"}}`;
    const answer = await raw(sandbox, { method: "POST", path: "/v1/message/send", headers, body });
    expect(answer.status).toBe(400);
  });

  test("[media-files] [bad-json-400] an empty mediaUrls as an SMS, and unknown fields", async () => {
    const id = await send(sandbox, { mediaUrls: [], metadata: {}, scheduledTime: "2030-01-01T00:00:00.000Z" });
    const message = sandbox.message(id)!;
    expect(message.type).toBe("SMS");
    expect(Object.keys(message)).not.toContain("mediaUrls");
    expect(Object.keys(message)).not.toContain("metadata");
  });
});

describe("retrieve and list", () => {
  test.each(["/v1/message/0b6c1f52-6d0e-4a57-9c1c-2f7a90b3d4e1", "/v1/message/__proto__", "/v1/message/%E0%A4%A"])(
    "[id-404-parameter-400] GET %s answers 404",
    async (path) => {
      const answer = await call(sandbox, "GET", path);
      expect(answer.status).toBe(404);
      expect(answer.body).toEqual({ error: expect.any(String) });
    },
  );

  test("list is not an id", async () => {
    const answer = await call(sandbox, "GET", "/v1/message/list");
    expect(answer.status).toBe(400);
    expect(answer.body.error).toContain("campaign");
  });

  test("[list-order] [list-limit] pages by limit and skip, filters by direction and number", async () => {
    await using own = await startSandbox({ clock: "manual", requestsPerSecond: false });
    const ids: string[] = [];
    for (let index = 0; index < 12; index += 1) ids.unshift(await send(own, { to: `+1206555${1000 + index}` }));
    own.phone("+12065551003").text("Coming");
    const list = async (query: string): Promise<string[]> => {
      const { body } = await call(own, "GET", `/v1/message/list?campaign=${own.campaign}${query}`);
      return body.messages.map(({ id }: { id: string }) => id);
    };
    expect(await list("&direction=OUTBOUND")).toEqual(ids.slice(0, 10));
    expect(await list("&direction=OUTBOUND&skip=10")).toEqual(ids.slice(10));
    expect(await list("&direction=OUTBOUND&skip=2&limit=3")).toEqual(ids.slice(2, 5));
    expect(await list("&limit=1000")).toHaveLength(13);
    expect(await list("&skip=13")).toEqual([]);
    expect(await list("&direction=INBOUND")).toHaveLength(1);
    expect(await list(`&number=${encodeURIComponent("+12065551003")}`)).toHaveLength(2);
  });

  test("[list-limit] gives at most 100 at once", async () => {
    await using own = await startSandbox({ clock: "manual" });
    for (let index = 0; index < 101; index += 1) own.phone("+12065550142").text(`Text ${index}`);
    const { body } = await call(own, "GET", `/v1/message/list?campaign=${own.campaign}&limit=101`);
    expect(body.messages).toHaveLength(100);
  });

  test.each(["limit=0", "limit=-1", "limit=x", "limit=", "skip=-1", "skip=1.5", "limit=1e3", "direction=OUT"])(
    "[list-limit] ?%s answers 400",
    async (query) => {
      const answer = await call(sandbox, "GET", `/v1/message/list?campaign=${sandbox.campaign}&${query}`);
      expect(answer.status).toBe(400);
    },
  );

  test.each(["campaign=", "campaign=Unknown1"])("[id-404-parameter-400] ?%s answers 400", async (query) => {
    expect((await call(sandbox, "GET", `/v1/message/list?${query}`)).status).toBe(400);
  });
});

describe("[unknown-endpoint-404] [failed-write-body] endpoints", () => {
  test.each([
    ["GET", "/"],
    ["GET", "/v1/messages"],
    ["POST", "/v1/message/send/"],
    ["GET", "/v2/message/list"],
    ["GET", "/v1/message/"],
    ["GET", "//evil.example/v1/message/list"],
    ["GET", "/v1/x/../message/list"],
  ])("%s %s does not exist: 404", async (method, path) => {
    const answer = await call(sandbox, method, path);
    expect(answer.status).toBe(404);
    expect(answer.body).toEqual({ error: expect.any(String) });
  });

  test("another method answers 405 and names the right one", async () => {
    const answer = await call(sandbox, "DELETE", "/v1/message/send");
    expect(answer.status).toBe(405);
    expect(answer.headers.allow).toBe("POST, GET"); // GET, since "send" could be an id
    expect(answer.body).toEqual({ error: expect.any(String) });
  });
});
