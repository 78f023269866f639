import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { afterEach, describe, expect, expectTypeOf, it, vi } from "vitest";
import { BodyTooLargeError, type HttpRequestLike } from "../http/http.js";
import { Secret } from "../errors/redact.js";
import { memoryDedupeStore } from "../stores/memory-dedupe-store.js";
import { createWebhookReceiver } from "./receiver.js";
import { bench, deferred, delivery, incoming, settled, status, TOKEN } from "../../test/support/deliveries.js";

const OK = { httpStatus: 200, body: '{"ok":true}' };
const UNAUTHORIZED = { httpStatus: 401, body: '{"error":"unauthorized"}' };
const INVALID_BODY = { httpStatus: 400, body: '{"error":"invalid_body"}' };
const FAILED = { httpStatus: 500, body: '{"error":"failed"}' };

afterEach(() => vi.unstubAllEnvs());

describe("who may deliver", () => {
  it.each(["GET", "PUT", "DELETE", "", "POSTS"])("rejects %j, and says that it takes POST", async (method) => {
    const handler = vi.fn();
    const { receiver } = bench({ on: { "message.incoming": handler } });
    const reply = await receiver.receive(delivery(incoming(), { method }));
    expect(reply).toMatchObject({
      httpStatus: 405,
      body: '{"error":"method_not_allowed"}',
      headers: { allow: "POST" },
    });
    expect(handler).not.toHaveBeenCalled();
  });

  it("takes the method in any case", async () => {
    expect(await bench().receiver.receive(delivery(incoming(), { method: "post" }))).toMatchObject(OK);
  });

  it.each([
    ["no header", {}],
    ["undefined", { "x-webhook-token": undefined }],
    ["an empty header", { "x-webhook-token": "" }],
    ["no values", { "x-webhook-token": [] }],
    ["a wrong token", { "x-webhook-token": "wrong" }],
    ["a prefix", { "x-webhook-token": TOKEN.slice(0, -1) }],
    ["something appended", { "x-webhook-token": `${TOKEN}x` }],
    ["another case", { "x-webhook-token": TOKEN.toLowerCase() }],
    ["white space around it", { "x-webhook-token": ` ${TOKEN}` }],
    ["two headers, both right", { "x-webhook-token": [TOKEN, TOKEN] }],
    ["two headers, one empty and one right", { "x-webhook-token": ["", TOKEN] }],
    ["two headers as Node joins them", { "x-webhook-token": `${TOKEN}, ${TOKEN}` }],
    ["two spellings of the header", { "x-webhook-token": TOKEN, "X-Webhook-Token": TOKEN }],
    ["a megabyte", { "x-webhook-token": "x".repeat(1_000_000) }],
    ["the token in another header", { authorization: `Bearer ${TOKEN}` }],
    ["not a string", { "x-webhook-token": 7 as unknown as string }],
  ])("rejects %s, without a look at the body", async (_, headers) => {
    const readBody = vi.fn(() => Promise.resolve(Buffer.from(JSON.stringify(incoming()))));
    const handler = vi.fn();
    const { receiver, failures } = bench({ on: { "message.incoming": handler } });
    const request: HttpRequestLike = {
      method: "POST",
      headers,
      readBody,
      get body(): unknown {
        throw new Error("looked at the body");
      },
    };
    expect(await receiver.receive(request)).toEqual({ ...UNAUTHORIZED, headers: expect.any(Object) });
    expect(readBody).not.toHaveBeenCalled();
    expect(handler).not.toHaveBeenCalled();
    expect(failures).toEqual([]);
  });

  it.each([
    ["a list of one", { "x-webhook-token": [TOKEN] }],
    ["the documentation's spelling", { "X-Webhook-Token": TOKEN }],
  ])("takes the right token as %s", async (_, headers) => {
    expect(await bench().receiver.receive(delivery(incoming(), { headers }))).toMatchObject(OK);
  });

  it("takes several tokens, and tells the handler by which one the delivery came", async () => {
    const names: string[] = [];
    const { receiver, clock } = bench({
      tokens: [{ name: "eu", token: "first-token" }, { name: "us", token: new Secret("second-token") }, "third-token"],
      dedupe: false,
      on: {
        "message.incoming": (_event, { tokenName, receivedAt }) => {
          expect(receivedAt).toEqual(new Date(clock.epochMs()));
          names.push(tokenName);
        },
      },
    });
    for (const token of ["second-token", "third-token", "first-token"]) {
      await receiver.receive(delivery(incoming(), { headers: { "x-webhook-token": token } }));
    }
    expect(names).toEqual(["us", "token-3", "eu"]);
  });

  it("goes by SENDO_BASE_URL, or the `baseUrl` option before it, whether a sandbox's token is accepted", () => {
    const create = (baseUrl?: string) => createWebhookReceiver({ on: {}, tokens: "sandbox_Jd8sPv3KfT6yHa1L", baseUrl });
    const rejected = expect.objectContaining({ code: "config_webhook_token_sandbox" }) as Error;
    vi.stubEnv("SENDO_BASE_URL", undefined);
    expect(() => create()).toThrow(rejected);
    expect(() => create("https://localhost:4444")).not.toThrow();
    vi.stubEnv("SENDO_BASE_URL", "https://localhost:4444");
    expect(() => create()).not.toThrow();
    expect(() => create("https://api.sendo.dev")).toThrow(rejected);
  });

  it("takes its tokens from the environment", async () => {
    vi.stubEnv("SENDO_WEBHOOK_TOKEN", `other, ${TOKEN}`);
    const receiver = createWebhookReceiver({ on: {} });
    expect(await receiver.receive(delivery(incoming()))).toMatchObject(OK);
    expect(await receiver.receive(delivery(incoming(), { headers: { "x-webhook-token": "third" } }))).toMatchObject(
      UNAUTHORIZED,
    );
  });
});

describe("what is delivered", () => {
  const json = JSON.stringify(incoming());

  it.each([
    ["a parsed value", () => delivery(incoming())],
    ["a string", () => delivery(json)],
    ["a string with a byte order mark", () => delivery(`\uFEFF${json}`)],
    ["bytes", () => delivery(Buffer.from(json))],
    ["an array buffer", () => delivery(new TextEncoder().encode(json).buffer)],
    ["an unread body", () => delivery(undefined, { readBody: async () => Buffer.from(json) })],
    [
      "an unread body with a byte order mark",
      () => delivery(undefined, { readBody: async () => Buffer.from(`\uFEFF${json}`) }),
    ],
    ["a Buffer that went through JSON (svix#1463)", () => delivery(Buffer.from(json).toJSON())],
    ["the JSON of a Buffer (svix#1463)", () => delivery(JSON.stringify(Buffer.from(json)))],
    [
      "an unread body with the JSON of a Buffer (svix#1463)",
      () => delivery(undefined, { readBody: async () => Buffer.from(JSON.stringify(Buffer.from(json))) }),
    ],
  ])("is understood as %s", async (_, request) => {
    const handler = vi.fn();
    expect(await bench({ on: { "message.incoming": handler } }).receiver.receive(request())).toMatchObject(OK);
    expect(handler.mock.calls[0]![0]).toEqual(incoming());
  });

  it.each([
    ["nothing at all", undefined],
    ["a consumed stream", Buffer.alloc(0)],
    ["an empty string", ""],
    ["half of it", json.slice(0, 50)],
    ["a list", [incoming()]],
    ["a list as a string", `[${json}]`],
    ["null", null],
    ["null as a string", "null"],
    ["a number", 7],
    ["no type", { id: "x" }],
    ["a type that is not a string", { type: 7 }],
    ["a Buffer through JSON that is no event (svix#1463)", Buffer.from("[1]").toJSON()],
    ["a Buffer in a Buffer through JSON", Buffer.from(JSON.stringify(Buffer.from(json))).toJSON()],
    ["a Buffer through JSON whose bytes are none", { type: "Buffer", data: [256, "x"] }],
    ["a Buffer through JSON without bytes", { type: "Buffer" }],
    ["the answer of something else that has a type", { type: "url_verification", challenge: "x" }],
    ["an empty type and nothing else", { type: "" }],
    ["bytes that went through JSON without a type", { ...Buffer.from(json) }],
    ["JSON within JSON", JSON.stringify(json)],
    [
      "bytes that are not UTF-8",
      Buffer.concat([Buffer.from('{"type":"x","a":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]),
    ],
    ["UTF-16", Buffer.from(json, "utf16le")],
    ["a hundred thousand brackets", "[".repeat(100_000)],
  ])("is rejected when it is %s", async (_, body) => {
    const { receiver, failures, lines } = bench({ onUnknown: () => expect.unreachable() });
    expect(await receiver.receive(delivery(body))).toMatchObject(INVALID_BODY);
    expect(failures).toMatchObject([{ error: { code: "webhook_body_invalid" }, failure: { tokenName: "token-1" } }]);
    expect(lines).toMatchObject([{ level: "warn", fields: { code: "webhook_body_invalid", httpStatus: 400 } }]);
  });

  it("is rejected when reading it fails", async () => {
    const cut = Object.assign(new Error("socket of 10.0.0.7"), { code: "ECONNRESET" });
    const { receiver, failures } = bench();
    expect(await receiver.receive(delivery(undefined, { readBody: () => Promise.reject(cut) }))).toMatchObject(
      INVALID_BODY,
    );
    expect(failures[0]!.failure.originalError).toBe(cut);
    expect(failures[0]!.error.cause).toMatchObject({ name: "Error", code: "ECONNRESET" });
  });

  it.each([
    ["the reader says so", () => Promise.reject(new BodyTooLargeError("x"))],
    [
      "another copy's reader says so",
      () => Promise.reject(Object.assign(new Error("x"), { name: "BodyTooLargeError" })),
    ],
    ["a reader does not count", () => Promise.resolve(Buffer.alloc(262_145, 32))],
  ])("is rejected with 413 when %s", async (_, readBody) => {
    const { receiver, failures } = bench();
    const reply = await receiver.receive(delivery(undefined, { readBody }));
    expect(reply).toMatchObject({ httpStatus: 413, body: '{"error":"too_large"}' });
    expect(failures).toMatchObject([{ error: { code: "webhook_body_too_large" } }]);
  });

  it("is read up to the limit, which can be set", async () => {
    const limits: number[] = [];
    const readBody = async (maxBytes: number): Promise<Uint8Array> => {
      limits.push(maxBytes);
      return Buffer.from(json);
    };
    await bench().receiver.receive(delivery(undefined, { readBody }));
    const fits = bench({ maxBodyBytes: Buffer.byteLength(json) });
    expect(await fits.receiver.receive(delivery(undefined, { readBody }))).toMatchObject(OK);
    const tight = bench({ maxBodyBytes: Buffer.byteLength(json) - 1 });
    expect(await tight.receiver.receive(delivery(undefined, { readBody }))).toMatchObject({ httpStatus: 413 });
    expect(limits).toEqual([262_144, Buffer.byteLength(json), Buffer.byteLength(json) - 1]);
  });
});

describe("what becomes of an event", () => {
  it("goes to the handler of its type, and to no other", async () => {
    const on = { "message.incoming": vi.fn(), "message.status": vi.fn(), "recipient.optout": vi.fn() };
    const { receiver } = bench({ on });
    expect(await receiver.receive(delivery(status("SENT")))).toMatchObject(OK);
    expect(on["message.status"]).toHaveBeenCalledOnce();
    expect(await receiver.receive(delivery({ type: "recipient.optout", anything: 7 }))).toMatchObject(OK);
    expect(on["recipient.optout"]).toHaveBeenCalledWith({ type: "recipient.optout", anything: 7 }, expect.anything());
    expect(on["message.incoming"]).not.toHaveBeenCalled();
  });

  it("has its fields typed", () => {
    createWebhookReceiver({
      tokens: TOKEN,
      on: {
        "message.incoming": (event) => expectTypeOf(event.message.id).toEqualTypeOf<string>(),
        "message.status": (event) => {
          expectTypeOf(event.message?.errorCode).toEqualTypeOf<string | number | null | undefined>();
          expectTypeOf(event.id).toEqualTypeOf<string | undefined>();
        },
        "recipient.optout": (event) => expectTypeOf(event.type).toEqualTypeOf<"recipient.optout">(),
      },
      onUnknown: (event) => expectTypeOf(event.type).toEqualTypeOf<string>(),
    });
  });

  it.each(["message.starred", "__proto__", "constructor", "toString", "MESSAGE.INCOMING", ""])(
    "of the unknown type %j: goes to onUnknown, and is taken",
    async (type) => {
      const onUnknown = vi.fn();
      const { receiver } = bench({ onUnknown, on: { "message.incoming": () => expect.unreachable() } });
      expect(await receiver.receive(delivery(incoming({ type })))).toMatchObject(OK);
      expect(onUnknown).toHaveBeenCalledOnce();
      expect(onUnknown.mock.calls[0]![0]).toEqual(incoming({ type }));
      expect(await bench().receiver.receive(delivery(incoming({ type })))).toMatchObject(OK);
    },
  );

  it("without a handler: is taken, and told at debug level only", async () => {
    const { receiver, lines } = bench({ onUnknown: () => expect.unreachable() });
    expect(await receiver.receive(delivery(incoming()))).toMatchObject(OK);
    expect(lines).toMatchObject([{ level: "debug", fields: { eventType: "message.incoming" } }]);
  });

  it.each([
    [
      "throws",
      () => {
        throw new Error("row 17 of +12065550142");
      },
    ],
    ["rejects", () => Promise.reject(new Error("row 17 of +12065550142"))],
    [
      "throws no error",
      () => {
        throw null as unknown as Error;
      },
    ],
    [
      "asks for a status of its own",
      () => {
        throw Object.assign(new Error("x"), { status: 418, statusCode: 418, headers: { a: "b" } });
      },
    ],
  ])("whose handler %s: a constant 500, and onError is called", async (_, handler) => {
    const { receiver, failures, lines } = bench({ on: { "message.incoming": handler } });
    expect(await receiver.receive(delivery(incoming()))).toEqual({
      ...FAILED,
      headers: { "content-type": "application/json; charset=utf-8" },
    });
    expect(failures).toHaveLength(1);
    expect(failures[0]!.error).toMatchObject({ name: "SendoWebhookError", code: "webhook_handler_failed" });
    expect(failures[0]!.failure.event).toEqual(incoming());
    expect(lines).toMatchObject([
      { level: "error", fields: { code: "webhook_handler_failed", eventId: incoming().id } },
    ]);
  });

  it("is told to the logger with what the handler has thrown, so that its message and stack are in the log", async () => {
    const original = new Error("row 17");
    const { receiver, lines } = bench({ on: { "message.incoming": () => Promise.reject(original) } });
    await receiver.receive(delivery(incoming()));
    expect(lines[0]!.fields.err).toBe(original);
  });

  it("gives onError the original error beside the reduced one", async () => {
    const original = Object.assign(new TypeError("secret"), { code: "E_ROW" });
    const { receiver, failures } = bench({ on: { "message.incoming": () => Promise.reject(original) } });
    await receiver.receive(delivery(incoming()));
    expect(failures[0]!.failure.originalError).toBe(original);
    expect(failures[0]!.error.cause).toMatchObject({ name: "TypeError", code: "E_ROW" });
  });

  it.each([
    [
      "throws",
      () => {
        throw new Error("x");
      },
    ],
    ["rejects", () => Promise.reject(new Error("x"))],
  ])("is not changed by an onError that %s", async (_, onError) => {
    const { receiver, lines } = bench({ onError, on: { "message.incoming": () => Promise.reject(new Error("y")) } });
    expect(await receiver.receive(delivery(incoming()))).toMatchObject(FAILED);
    expect(lines.map(({ level }) => level)).toEqual(["error", "error"]);
  });

  it("survives a handler that throws something which cannot be looked at", async () => {
    const trap = new Proxy({}, { get: () => expect.unreachable() });
    const handler = vi.fn().mockImplementationOnce(() => {
      throw trap as Error;
    });
    const { receiver, failures } = bench({ on: { "message.incoming": handler } });
    expect(await receiver.receive(delivery(incoming()))).toMatchObject(FAILED);
    expect(failures[0]!.failure.originalError === trap).toBe(true);
    expect(await receiver.receive(delivery(incoming()))).toMatchObject(OK);
  });

  it("is not changed by a logger that throws", async () => {
    const shout = (): never => {
      throw new Error("disk full");
    };
    const logger = { debug: shout, info: shout, warn: shout, error: shout };
    const handler = vi.fn().mockRejectedValueOnce(new Error("x"));
    const { receiver } = bench({ logger, on: { "message.incoming": handler } });
    expect(await receiver.receive(delivery(incoming(), { headers: {} }))).toMatchObject(UNAUTHORIZED);
    expect(await receiver.receive(delivery(incoming()))).toMatchObject(FAILED);
    expect(await receiver.receive(delivery(incoming()))).toMatchObject(OK);
  });

  it("waits for its handler", async () => {
    const { promise, resolve } = deferred();
    let replied = false;
    const { receiver } = bench({ on: { "message.incoming": () => promise } });
    const reply = receiver.receive(delivery(incoming())).finally(() => (replied = true));
    await settled();
    expect(replied).toBe(false);
    resolve();
    expect(await reply).toMatchObject(OK);
  });

  it("in another form than expected: is handed over as it came, and the fields are named, not their values", async () => {
    const odd = incoming({ id: undefined }, { numSegments: "two", metadata: { "+12065550142": 7 }, mediaUrls: [1] });
    const handler = vi.fn();
    const { receiver, lines } = bench({ on: { "message.incoming": handler } });
    expect(await receiver.receive(delivery(odd))).toMatchObject(OK);
    expect(handler.mock.calls[0]![0]).toEqual(odd);
    expect(lines.map(({ level }) => level)).toEqual(["warn"]);
    const fields = lines[0]!.fields.fields as string[];
    expect(fields.sort()).toEqual(["id", "message.mediaUrls.0", "message.metadata", "message.numSegments"]);
  });
});

describe("what the log is told of rejected deliveries", () => {
  it("is one line a minute for each reason, and how many more there were", async () => {
    const { receiver, lines, clock } = bench();
    const refuse = (token: string | undefined) =>
      receiver.receive(delivery("x", { headers: { "x-webhook-token": token } }));
    for (let i = 0; i < 50; i += 1) await refuse("wrong");
    await refuse(undefined);
    expect(lines).toMatchObject([
      { level: "warn", fields: { code: "webhook_token_invalid", httpStatus: 401 } },
      { level: "warn", fields: { code: "webhook_token_missing", httpStatus: 401 } },
    ]);
    await clock.advance(60_000);
    expect(lines.slice(2)).toEqual([
      {
        level: "warn",
        fields: { code: "webhook_token_invalid", httpStatus: 401, repeated: 49 },
        message: lines[0]!.message,
      },
    ]);
    await clock.advance(120_000);
    expect(lines).toHaveLength(3);
    await refuse("wrong");
    expect(lines).toHaveLength(4);
  });

  it("goes to diagnostics_channel each time", async () => {
    const seen: unknown[] = [];
    const listen = (message: unknown): void => void seen.push(message);
    subscribe("sendo:webhook-rejected", listen);
    try {
      const { receiver } = bench();
      for (let i = 0; i < 2; i += 1) await receiver.receive(delivery("x", { headers: {} }));
    } finally {
      unsubscribe("sendo:webhook-rejected", listen);
    }
    expect(seen).toEqual([1, 2].map(() => ({ code: "webhook_token_missing", httpStatus: 401 })));
  });
});

describe("set-up", () => {
  it.each([
    ["no handlers", { on: undefined }],
    ["a list of handlers", { on: [] }],
    ["a misspelled type", { on: { "message.incomming": () => {} } }],
    ["a handler that is none", { on: { "message.incoming": "x" } }],
    ["an onUnknown that is none", { onUnknown: "x" }],
    ["an onError that is none", { onError: {} }],
    ["a store that is none", { dedupe: {} }],
    ["dedupe: true", { dedupe: true }],
    ["a limit of 0", { maxBodyBytes: 0 }],
    ["a limit that is no number", { maxBodyBytes: Number.NaN }],
  ])("rejects %s", (_, options) => {
    expect(() => bench(options as object)).toThrow(expect.objectContaining({ code: "config_option_invalid" }) as Error);
  });

  it("does not start without a token", () => {
    vi.stubEnv("SENDO_WEBHOOK_TOKEN", "");
    expect(() => createWebhookReceiver({ on: {} })).toThrow(
      expect.objectContaining({ code: "config_webhook_token_missing" }) as Error,
    );
  });

  it("takes a store of one's own", async () => {
    const clock = { now: () => 0 };
    const { receiver } = bench({ dedupe: memoryDedupeStore({ clock }) });
    expect(await receiver.receive(delivery(incoming()))).toMatchObject(OK);
  });
});
