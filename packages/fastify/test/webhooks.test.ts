import { once } from "node:events";
import { connect as connectHttp2 } from "node:http2";
import { connect } from "node:net";
import { Readable } from "node:stream";
import Fastify, { type FastifyInstance } from "fastify";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { sendoWebhooks, type SendoWebhooksOptions } from "../src/index.js";

const TOKEN = "k3Yw9TbQx27LmPz0";
const EVENT = JSON.stringify({ id: "e-1", type: "message.incoming", message: { id: "m-1", body: "hi" } });
const HEADERS = { "content-type": "application/json", "x-webhook-token": TOKEN };

const ignore = (): void => {};
const HOOK: SendoWebhooksOptions = { path: "/hook", tokens: TOKEN, on: { "message.incoming": ignore } };

/** An app that hears the webhook at /hook, and what it has heard. */
async function listening(
  app: FastifyInstance,
  options: Partial<SendoWebhooksOptions> = {},
): Promise<{ url: string; heard: unknown[] }> {
  const heard: unknown[] = [];
  await app.register(sendoWebhooks, {
    ...HOOK,
    on: { "message.incoming": (event) => void heard.push(event.id) },
    ...options,
  });
  const url = await app.listen({ port: 0, host: "127.0.0.1" });
  onTestFinished(() => app.close());
  return { url, heard };
}

const deliver = (url: string, change: RequestInit = {}): Promise<Response> =>
  fetch(url, { method: "POST", headers: HEADERS, body: EVENT, ...change });

/** Writes raw bytes to the server and reads until `last`, which ends our response. */
async function speak(url: string, raw: string, last: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  socket.write(raw);
  let said = "";
  for await (const chunk of socket) {
    said += String(chunk);
    if (said.endsWith(last)) break;
  }
  return said;
}

describe("sendoWebhooks", () => {
  it("works with nothing but path and handlers, from the environment", async () => {
    vi.stubEnv("SENDO_WEBHOOK_TOKEN", TOKEN);
    onTestFinished(() => void vi.unstubAllEnvs());
    const app = Fastify();
    onTestFinished(() => app.close());
    await app.register(sendoWebhooks, { path: "/hook", on: {} });
    const url = await app.listen({ port: 0, host: "127.0.0.1" });
    expect((await deliver(`${url}/hook`)).status).toBe(200);
    expect((await deliver(`${url}/hook`, { headers: { "x-webhook-token": "other" } })).status).toBe(401);
  });

  it("tells of a failure with the request's own logger, which names the request, unless it was given another", async () => {
    const failing = { on: { "message.incoming": () => Promise.reject(new Error("no database")) } };
    const lines: { msg: string; reqId?: string; code?: string }[] = [];
    const stream = { write: (line: string) => void lines.push(JSON.parse(line) as (typeof lines)[number]) };
    const app = Fastify({ logger: { level: "error", stream }, genReqId: () => "req-of-mine" });
    const { url } = await listening(app, failing);
    expect((await deliver(`${url}/hook`)).status).toBe(500);
    expect(lines).toMatchObject([{ code: "webhook_handler_failed", reqId: "req-of-mine" }]);

    const error = vi.fn();
    const other = Fastify({ logger: { level: "error", stream } });
    const own = await listening(other, { ...failing, logger: { debug: ignore, info: ignore, warn: ignore, error } });
    expect((await deliver(`${own.url}/hook`)).status).toBe(500);
    expect(error).toHaveBeenCalledOnce();
    expect(lines).toHaveLength(1);
  });

  it("rejects an option that there is not, while the app starts", async () => {
    const misspelt = { ...HOOK, dedup: false };
    await expect(Fastify().register(sendoWebhooks, misspelt)).rejects.toThrow(
      "`dedup` is not an option of createWebhookReceiver.",
    );
  });

  it("says at start what is wrong with its path", async () => {
    await expect(Fastify().register(sendoWebhooks, { ...HOOK, path: undefined as never })).rejects.toThrow(/URL|url/);
    await expect(Fastify().register(sendoWebhooks, { ...HOOK, path: "hook" })).rejects.toThrow(/\//);
  });

  it("takes a prefix of its own, and the path is no other route's", async () => {
    const app = Fastify();
    app.get("/hook", () => "mine");
    const { url } = await listening(app, { prefix: "/api" } as object);
    expect((await deliver(`${url}/api/hook`)).status).toBe(200);
    expect(await (await fetch(`${url}/hook`)).text()).toBe("mine");
    expect((await deliver(`${url}/api`)).status).toBe(404);
  });

  it.each(["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])(
    "answers %s with 405, and names POST",
    async (method) => {
      const { url, heard } = await listening(Fastify());
      const answer = await fetch(`${url}/hook`, { method, headers: HEADERS });
      expect([answer.status, answer.headers.get("allow")]).toEqual([405, "POST"]);
      expect(await answer.text()).toBe(method === "HEAD" ? "" : '{"error":"method_not_allowed"}');
      expect(heard).toEqual([]);
    },
  );

  it("has its own limit, whatever the app's", async () => {
    const { url, heard } = await listening(Fastify({ bodyLimit: 10 }), { maxBodyBytes: EVENT.length });
    expect((await deliver(`${url}/hook`)).status).toBe(200);
    const tooLarge = await deliver(`${url}/hook`, { body: `${EVENT} ` });
    expect([tooLarge.status, await tooLarge.text()]).toEqual([413, '{"error":"too_large"}']);
    expect(heard).toEqual(["e-1"]);
  });

  it.each([
    "",
    "nonsense",
    "application/json; charset=latin1",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
  ])("takes a body of the content type %j", async (contentType) => {
    const { url, heard } = await listening(Fastify());
    const headers = { "x-webhook-token": TOKEN, "content-type": contentType };
    expect((await deliver(`${url}/hook`, { headers })).status).toBe(200);
    expect(heard).toEqual(["e-1"]);
  });

  it("rejects a body in an encoding that nobody has undone", async () => {
    const { url, heard } = await listening(Fastify());
    const headers = { ...HEADERS, "content-encoding": "gzip" };
    expect((await deliver(`${url}/hook`, { headers, body: Buffer.from([0x1f, 0x8b, 8, 0]) })).status).toBe(400);
    expect(heard).toEqual([]);
  });

  it("does not disturb the app's own parsers, error handler and routes beside it", async () => {
    const app = Fastify();
    app.addContentTypeParser("text/plain", { parseAs: "string" }, (_request, body, done) =>
      done(null, `<${String(body)}>`),
    );
    app.setErrorHandler((_error, _request, reply) => reply.code(418).send("the app's"));
    app.post("/echo", async (request) => ({ got: request.body }));
    const { url } = await listening(app, {
      on: {
        "message.incoming": () => {
          throw new Error("from a handler");
        },
      },
    });
    const post = async (type: string, body: string) => {
      const answer = await fetch(`${url}/echo`, { method: "POST", headers: { "content-type": type }, body });
      return `${answer.status} ${await answer.text()}`;
    };
    for (let round = 0; round < 2; round++) {
      expect(await post("application/json", '{"a":1}')).toBe('200 {"got":{"a":1}}');
      expect(await post("text/plain", "hi")).toBe('200 {"got":"<hi>"}');
      expect(await post("application/xml", "<a/>")).toBe("418 the app's");
      const answer = await deliver(`${url}/hook`);
      expect([answer.status, await answer.text()]).toEqual([500, '{"error":"failed"}']);
    }
  });

  it("sends its own response even if the app has a serializer and reply hooks", async () => {
    const app = Fastify();
    app.setReplySerializer((payload) => JSON.stringify({ wrapped: payload }));
    app.addHook("preSerialization", async (_request, _reply, payload) => ({ wrapped: payload }));
    app.addHook("onSend", async (_request, reply) => void reply.header("x-app", "yes"));
    const { url, heard } = await listening(app);
    const answer = await deliver(`${url}/hook`);
    expect([answer.status, await answer.text()]).toEqual([200, '{"ok":true}']);
    expect(answer.headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(answer.headers.get("x-app")).toBe("yes");
    expect(heard).toEqual(["e-1"]);
  });

  it("comes after the app's onRequest hooks, and once", async () => {
    const app = Fastify();
    const seen: string[] = [];
    app.addHook("onRequest", async (request, reply) => {
      seen.push("onRequest");
      if (request.headers["x-block"]) return reply.code(429).send("slow down");
    });
    // As rate limiters do: a hook for each route, added after the route's own.
    app.addHook("onRoute", (route) => {
      route.onRequest = [...[route.onRequest ?? []].flat(), async () => void seen.push("route's onRequest")];
    });
    for (const hook of ["preValidation", "preHandler"] as const) app.addHook(hook, async () => void seen.push(hook));
    app.addHook("onResponse", async () => void seen.push("onResponse"));
    const { url } = await listening(app, { on: { "message.incoming": () => void seen.push("handler") } });
    expect((await deliver(`${url}/hook`)).status).toBe(200);
    await vi.waitFor(() => expect(seen).toContain("onResponse"));
    expect(seen).toEqual(["onRequest", "route's onRequest", "handler", "onResponse"]);
    seen.length = 0;
    expect((await deliver(`${url}/hook`, { headers: { ...HEADERS, "x-block": "1" } })).status).toBe(429);
    expect(seen).not.toContain("handler");
  });

  it("reads what a preParsing hook of the app has made of the body", async () => {
    const app = Fastify();
    const bytes: number[] = [];
    app.addHook("preParsing", async (_request, _reply, payload) => {
      async function* counted(stream: Readable) {
        for await (const chunk of stream) {
          bytes.push((chunk as Buffer).byteLength);
          yield chunk as Buffer;
        }
      }
      return Readable.from(counted(payload), { objectMode: false });
    });
    const { url, heard } = await listening(app);
    expect((await deliver(`${url}/hook`)).status).toBe(200);
    expect(bytes).toEqual([EVENT.length]);
    expect(heard).toEqual(["e-1"]);
  });

  it.each(["push", "unshift"] as const)(
    "is not robbed by a plugin that keeps every route's raw body (%s), with hooks that take their time",
    async (place) => {
      const app = Fastify();
      app.addHook("onRoute", (route) => {
        const keep = (
          _request: unknown,
          _reply: unknown,
          payload: Readable,
          done: (e: null, p: Readable) => void,
        ): void => {
          payload.on("data", ignore); // reads along, as fastify-raw-body does
          done(null, payload);
        };
        const hooks = [route.preParsing ?? []].flat();
        hooks[place](keep);
        route.preParsing = hooks;
      });
      app.addHook("preValidation", () => new Promise((resolve) => void setImmediate(resolve)));
      const { url, heard } = await listening(app);
      expect((await deliver(`${url}/hook`)).status).toBe(200);
      expect(heard).toEqual(["e-1"]);
    },
  );

  const head = (token: string, more = "") =>
    `POST /hook HTTP/1.1\r\nHost: a\r\nX-Webhook-Token: ${token}\r\nContent-Length: ${EVENT.length}\r\n${more}\r\n`;

  it("rejects a delivery that waits for 100 Continue, before it has sent its body", async () => {
    const { url } = await listening(Fastify());
    const said = await speak(url, head("wrong", "Expect: 100-continue\r\n"), "}");
    expect(said).toMatch(/HTTP\/1\.1 401 Unauthorized[^]*\r\n\r\n\{"error":"unauthorized"\}$/);
  });

  it("leaves a connection usable on which it has rejected something unread", async () => {
    const { url, heard } = await listening(Fastify());
    const said = await speak(url, head("wrong") + EVENT + head(TOKEN) + EVENT, '{"ok":true}');
    expect(said.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 401", "HTTP/1.1 200"]);
    expect(heard).toEqual(["e-1"]);
  });

  it("lets a delivery that is being handled finish when the app closes", async () => {
    const app = Fastify();
    let arrive!: () => void;
    let finish!: () => void;
    const arrived = new Promise<void>((resolve) => (arrive = resolve));
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const order: string[] = [];
    app.addHook("preClose", async () => finish());
    app.addHook("onClose", async () => void order.push("closed"));
    const { url } = await listening(app, {
      on: {
        "message.incoming": async () => {
          arrive();
          await finished;
          order.push("handled");
        },
      },
    });
    const answer = deliver(`${url}/hook`, { headers: { ...HEADERS, connection: "close" } });
    await arrived;
    await app.close();
    expect((await answer).status).toBe(200);
    expect(order).toEqual(["handled", "closed"]);
  });

  it("tells the app's logger of rejections, and a logger of one's own in its place", async () => {
    const lines: string[] = [];
    const app = Fastify({ logger: { level: "warn", stream: { write: (line: string) => void lines.push(line) } } });
    const warn = vi.fn();
    await app.register(sendoWebhooks, {
      ...HOOK,
      path: "/own",
      logger: { debug: ignore, info: ignore, warn, error: ignore },
    });
    const { url } = await listening(app);
    await deliver(`${url}/hook`, { headers: { "x-webhook-token": "guess-c4n4ry" } });
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ level: 40, code: "webhook_token_invalid" }]);
    expect(lines.join()).not.toContain("c4n4ry");
    await deliver(`${url}/own`, { headers: {} });
    expect(warn).toHaveBeenCalledOnce();
    expect(lines).toHaveLength(1);
  });

  it("works over HTTP/2 and through inject", async () => {
    const app = Fastify({ http2: true });
    const { url, heard } = await listening(app as unknown as FastifyInstance);
    const session = connectHttp2(url);
    onTestFinished(() => void session.destroy());
    const request = session.request({ ":method": "POST", ":path": "/hook", "x-webhook-token": TOKEN });
    request.end(EVENT);
    const [headers] = (await once(request, "response")) as [Record<string, unknown>];
    expect(headers[":status"]).toBe(200);
    expect(heard).toEqual(["e-1"]);
    const other = Fastify();
    await other.register(sendoWebhooks, HOOK);
    expect((await other.inject({ method: "POST", url: "/hook", headers: HEADERS, payload: EVENT })).statusCode).toBe(
      200,
    );
  });

  it("is one route of a sibling's making: its scope hands on nothing", async () => {
    const app = Fastify();
    await app.register(sendoWebhooks, HOOK);
    await app.register(sendoWebhooks, { ...HOOK, path: "/other", tokens: "another-token" });
    await expect(app.register(sendoWebhooks, HOOK)).rejects.toThrow(/already declared/);
    expect(app.hasDecorator("sendo")).toBe(false);
    await app.close();
  });
});
