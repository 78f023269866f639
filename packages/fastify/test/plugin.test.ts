import { inspect } from "node:util";
import { Sendo, type SendoClient, type SendoLogger } from "@sendo/core";
import Fastify, { type FastifyInstance } from "fastify";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { sendo, sendoErrorHandler, type SendoFastifyOptions } from "../src/index.js";

declare module "../src/index.js" {
  interface SendoNamespaces {
    eu: SendoClient;
    us: SendoClient;
  }
}

const LOCAL = { apiKey: "sandbox_a", baseUrl: "https://127.0.0.1:9", retry: false } as const;
const MESSAGE = { to: "+12065550142", body: "hi", campaign: "c" };

function newApp(): FastifyInstance {
  const app = Fastify();
  onTestFinished(() => app.close());
  return app;
}

function newClient(): SendoClient {
  const client = new Sendo(LOCAL);
  onTestFinished(() => client.close().then(() => {}));
  return client;
}

const sendCode = (client: SendoClient): Promise<unknown> =>
  client.messages.send(MESSAGE).then(
    () => "sent",
    (error: { code: unknown }) => error.code,
  );

const refusal = (app: FastifyInstance, options: SendoFastifyOptions): Promise<{ code: string; message: string }> =>
  Promise.resolve(app.register(sendo, options)).then(
    () => expect.unreachable("it was taken"),
    (error: { code: string; message: string }) => error,
  );

describe("sendo", () => {
  it("works bare, from the environment", async () => {
    vi.stubEnv("SENDO_API_KEY", LOCAL.apiKey);
    vi.stubEnv("SENDO_BASE_URL", LOCAL.baseUrl);
    onTestFinished(() => void vi.unstubAllEnvs());
    const app = newApp();
    await app.register(sendo);
    expect(app.sendo).toBeInstanceOf(Sendo);
  });

  it("stops the app at start when there is no key", async () => {
    vi.stubEnv("SENDO_API_KEY", "");
    onTestFinished(() => void vi.unstubAllEnvs());
    const app = newApp();
    app.get("/", () => "up");
    void app.register(sendo);
    await expect(app.listen({ port: 0 })).rejects.toThrow(/SENDO_API_KEY/);
    expect(app.server.listening).toBe(false);
  });

  it("rejects a client that is undefined by mistake, rather than taking the key from the environment", async () => {
    vi.stubEnv("SENDO_API_KEY", LOCAL.apiKey);
    vi.stubEnv("SENDO_BASE_URL", LOCAL.baseUrl);
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(await refusal(newApp(), { client: undefined } as never)).toMatchObject({ code: "config_option_invalid" });
  });

  it("takes the options that Fastify adds, and rejects misspelled ones", async () => {
    const app = newApp();
    await app.register(sendo, { ...LOCAL, prefix: "/v1", logLevel: "warn", logSerializers: {} });
    expect(app.sendo).toBeInstanceOf(Sendo);
    expect(await refusal(newApp(), { ...LOCAL, apikey: "k" } as never)).toMatchObject({
      message: expect.stringContaining("`apikey`") as string,
    });
  });

  it("rejects options beside a client, where they would do nothing, and misspelled ones of the error handler", async () => {
    const client = newClient();
    const beside = { client, campaign: "U7fQ39nX", namespace: "eu" };
    expect(await refusal(newApp(), beside)).toMatchObject({
      code: "config_option_invalid",
      message: expect.stringContaining("`campaign` option has no effect if `client` is set") as string,
    });
    const app = newApp();
    await app.register(sendo, { client, campaign: undefined } as never);
    expect(app.sendo).toBe(client);
    const misspelt: object = { validate: true };
    expect(() => sendoErrorHandler(misspelt)).toThrow("`validate` is not an option of sendoErrorHandler.");
  });

  it("writes to the app's logger, unless it is given another", async () => {
    vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0"); // the one thing that a client says at start
    onTestFinished(() => void vi.unstubAllEnvs());
    const lines: string[] = [];
    const app = Fastify({ logger: { stream: { write: (line: string) => void lines.push(line) } } });
    onTestFinished(() => app.close());
    await app.register(sendo, LOCAL);
    expect(lines.join()).toContain("NODE_TLS_REJECT_UNAUTHORIZED=0 has no effect");
    lines.length = 0;
    await app.register(sendo, { ...LOCAL, namespace: "us", logger: undefined });
    expect(lines.join()).toContain("NODE_TLS_REJECT_UNAUTHORIZED=0 has no effect");
    lines.length = 0;
    const warn = vi.fn();
    const logger: SendoLogger = { debug: () => {}, info: () => {}, warn, error: () => {} };
    await app.register(sendo, { ...LOCAL, namespace: "eu", logger });
    expect(warn).toHaveBeenCalledOnce();
    expect(lines).toEqual([]);
  });

  it("is rejected by Fastify 4, as its metadata says", async () => {
    const app = newApp();
    Object.defineProperty(app, "version", { value: "4.29.1" });
    expect(await refusal(app, LOCAL)).toMatchObject({
      code: "FST_ERR_PLUGIN_VERSION_MISMATCH",
      message: expect.stringContaining("@sendo/fastify") as string,
    });
  });
});

describe("namespaces", () => {
  it.each([
    ["the default first", [undefined, "eu", "us"]],
    ["the default in the middle", ["eu", undefined, "us"]],
    ["the default last", ["us", "eu", undefined]],
  ])("are clients of their own, with %s", async (_order, order) => {
    const clients = { eu: newClient(), us: newClient(), default: newClient() };
    const app = newApp();
    for (const namespace of order) {
      const client = clients[(namespace ?? "default") as keyof typeof clients];
      await app.register(sendo, namespace === undefined ? { client } : { client, namespace });
    }
    expect(app.sendo.eu).toBe(clients.eu);
    expect(app.sendo.us).toBe(clients.us);
    expect(app.sendo.messages).toBe(clients.default.messages);
    expect("eu" in app.sendo && "messages" in app.sendo).toBe(true);
    // Members that use private fields, a getter and methods.
    expect(app.sendo.rateLimit).toEqual(clients.default.rateLimit);
    await app.sendo.idle();
    await app.sendo.close();
    expect(await sendCode(clients.default)).toBe("client_closed");
    expect(await sendCode(clients.eu)).not.toBe("client_closed");
  });

  it("leave the default's members as they are, so that a spy on one hears its calls", async () => {
    const client = newClient();
    const app = newApp();
    await app.register(sendo, { client });
    await app.register(sendo, { client: newClient(), namespace: "eu" });
    expect(app.sendo.request).toBe(app.sendo.request);
    const request = vi.spyOn(app.sendo, "request").mockResolvedValue({ ok: true });
    await app.sendo.request({ method: "GET", path: "/v1/brand/list" });
    expect(app.sendo.request).toHaveBeenCalledOnce();
    request.mockRestore();
    const ofClient = vi.spyOn(client, "idle");
    await app.sendo.idle();
    expect(ofClient).toHaveBeenCalledOnce();
    await app.sendo.close();
    expect(await sendCode(client)).toBe("client_closed");
  });

  it("alone leave no default, and its use says what there is", async () => {
    const app = newApp();
    await app.register(sendo, { ...LOCAL, namespace: "eu" });
    await app.register(sendo, { ...LOCAL, namespace: "us" });
    for (const use of [() => app.sendo.messages, () => app.sendo.rateLimit, () => app.sendo.request]) {
      expect(use).toThrow(/no default Sendo client, only app\.sendo\.eu, app\.sendo\.us\./);
    }
    expect("messages" in app.sendo).toBe(false);
    expect((app.sendo as { fr?: unknown }).fr).toBeUndefined();
    expect(inspect(app.sendo)).toMatch(/^(Proxy\()?\{\}\)?$/); // Node 26 names the proxy
  });

  it("leave a client as it is that was passed in", async () => {
    const client = newClient();
    const app = newApp();
    await app.register(sendo, { client });
    await app.register(sendo, { ...LOCAL, namespace: "eu" });
    const other = newApp();
    await other.register(sendo, { client });
    expect(app.sendo.eu).toBeInstanceOf(Sendo);
    expect("eu" in client).toBe(false);
    expect(other.sendo.eu).toBeUndefined();
  });

  it("are rejected twice in one scope, with the name and the remedy", async () => {
    const app = newApp();
    await app.register(sendo, { ...LOCAL, namespace: "eu" });
    const error = await refusal(app, { ...LOCAL, namespace: "eu" });
    expect(error).toMatchObject({ name: "SendoConfigError", code: "config_setup_invalid" });
    expect(error.message).toMatch(/twice in the same scope with the namespace "eu".*a different `namespace`/);
  });

  it("are rejected twice as well where there is none", async () => {
    const app = newApp();
    await app.register(sendo, LOCAL);
    const error = await refusal(app, LOCAL);
    expect(error).toMatchObject({ code: "config_setup_invalid" });
    expect(error.message).toMatch(/twice in the same scope without a namespace.*`namespace`/);
  });

  it.each(["messages", "rateLimit", "request", "close", "constructor", "toString", "__proto__", "hasOwnProperty"])(
    "may not be called %s, which is a member of the client",
    async (namespace) => {
      const app = newApp();
      const error = await refusal(app, { ...LOCAL, namespace });
      expect(error).toMatchObject({ code: "config_setup_invalid" });
      expect(error.message).toContain(`"${namespace}"`);
      expect(app.hasDecorator("sendo")).toBe(false);
    },
  );

  it.each(["", 7, null])("must be a non-empty string, not %j", async (namespace) => {
    expect(await refusal(newApp(), { ...LOCAL, namespace } as never)).toMatchObject({
      code: "config_setup_invalid",
      message: expect.stringContaining("`namespace` option must be a non-empty string") as string,
    });
  });

  it("do not take the place of somebody else's decorator", async () => {
    const app = newApp();
    app.decorate("sendo", "theirs" as never);
    expect(await refusal(app, LOCAL)).toMatchObject({ code: "FST_ERR_DEC_ALREADY_PRESENT" });
    expect(app.sendo).toBe("theirs");
  });
});

describe("scopes", () => {
  it("see what the scopes above have, add to it and shadow it, and their siblings do not notice", async () => {
    const [above, aboveEu, own, ownEu, ownUs] = [newClient(), newClient(), newClient(), newClient(), newClient()];
    const app = newApp();
    const scopes: FastifyInstance[] = [];
    const keep = (scope: FastifyInstance): void => void scopes.push(scope);
    await app.register(sendo, { client: above });
    await app.register(sendo, { client: aboveEu, namespace: "eu" });
    await app.register(async (scope) => keep(scope));
    await app.register(async (scope) => {
      keep(scope);
      await scope.register(sendo, { client: ownUs, namespace: "us" });
    });
    await app.register(async (scope) => {
      keep(scope);
      await scope.register(sendo, { client: own });
      await scope.register(sendo, { client: ownEu, namespace: "eu" });
    });
    const [plain, adds, shadows] = scopes as [FastifyInstance, FastifyInstance, FastifyInstance];
    const seen = ({ sendo }: FastifyInstance) => [sendo.messages, sendo.eu, sendo.us];
    expect(seen(app)).toEqual([above.messages, aboveEu, undefined]);
    expect(seen(plain)).toEqual([above.messages, aboveEu, undefined]);
    expect(seen(adds)).toEqual([above.messages, aboveEu, ownUs]);
    expect(seen(shadows)).toEqual([own.messages, ownEu, undefined]);
    expect(seen(adds)[0]).toBe(above.messages);
    expect(seen(shadows)[0]).toBe(own.messages);
    expect(seen(shadows)[1]).toBe(ownEu);
  });

  it("of two apps have nothing in common", async () => {
    const [one, two, none] = [newApp(), newApp(), newApp()];
    await one.register(sendo, LOCAL);
    await two.register(sendo, { ...LOCAL, namespace: "eu" });
    expect(one.sendo).toBeInstanceOf(Sendo);
    expect((one.sendo as { eu?: unknown }).eu).toBeUndefined();
    expect(none.hasDecorator("sendo")).toBe(false);
  });

  it("above stay as they are when a scope below registers something", async () => {
    const app = newApp();
    await app.register(async (scope) => {
      await scope.register(sendo, LOCAL);
      expect(scope.sendo).toBeInstanceOf(Sendo);
    });
    expect(app.hasDecorator("sendo")).toBe(false);
  });
});

describe("close", () => {
  it("closes every client that was opened here, in every scope, and none that was passed in", async () => {
    const given = newClient();
    const app = Fastify();
    let below!: SendoClient;
    await app.register(sendo, LOCAL);
    await app.register(sendo, { ...LOCAL, namespace: "eu" });
    await app.register(sendo, { client: given, namespace: "us" });
    await app.register(async (scope) => {
      await scope.register(sendo, LOCAL);
      below = scope.sendo;
    });
    await app.close();
    expect(await sendCode(app.sendo)).toBe("client_closed");
    expect(await sendCode(app.sendo.eu)).toBe("client_closed");
    expect(await sendCode(below)).toBe("client_closed");
    expect(await sendCode(given)).not.toBe("client_closed");
  });

  it("closes the clients that were opened when a later plugin stops the start", async () => {
    const app = Fastify();
    let opened!: SendoClient;
    void app.register(sendo, LOCAL);
    void app.register(async () => {
      opened = app.sendo;
      throw new Error("no database");
    });
    await expect(app.ready()).rejects.toThrow("no database");
    await app.close();
    expect(await sendCode(opened)).toBe("client_closed");
  });

  it("lets a request that is under way begin a send after the close has begun", async () => {
    const app = Fastify();
    await app.register(sendo, LOCAL);
    let arrive!: () => void;
    let proceed!: () => void;
    const arrived = new Promise<void>((resolve) => (arrive = resolve));
    const closing = new Promise<void>((resolve) => (proceed = resolve));
    app.get("/", async () => {
      arrive();
      await closing;
      return sendCode(app.sendo);
    });
    app.addHook("preClose", async () => proceed());
    const url = await app.listen({ port: 0, host: "127.0.0.1" });
    const answer = fetch(url, { headers: { connection: "close" } });
    await arrived;
    const closed = app.close();
    // Nothing listens on the discard port: the send was made, and failed for that reason.
    expect(await (await answer).text()).toBe("connection_failed");
    await closed;
    expect(await sendCode(app.sendo)).toBe("client_closed");
  });
});
