import { Controller, Get, Inject, Injectable, Module, Scope, type ModuleMetadata } from "@nestjs/common";
import { ContextIdFactory, REQUEST, type ContextId, type ContextIdStrategy } from "@nestjs/core";
import { Test } from "@nestjs/testing";
import { Sendo, type SendoClient, type SendoEvent, type SendoOptions } from "@sendo/core";
import { TEST_WEBHOOK_TOKEN } from "@sendo/core/testing";
import { describe, expect, it, onTestFinished } from "vitest";
import { MOST_CLIENTS } from "../src/clients-by-options.js";
import { getSendoToken, InjectSendo, OnSendoEvent, SendoExceptionFilter, SendoModule } from "../src/index.js";
import type { SendoLateOptions, SendoModuleAsyncOptions, SendoOptionsFactory } from "../src/index.js";
import { getFakeSendo, overrideSendo } from "../src/testing/index.js";
import { PLATFORMS, type Platform } from "./platforms.js";
import { deliver, environment, LOCAL, startApp, startFailure, TOKEN } from "./start-app.js";

/** What stands in for the API: it records by which key each message was sent. */
function recordingTransport() {
  const keys: string[] = [];
  const transport: NonNullable<SendoOptions["transport"]> = {
    start: ({ headers }) => {
      keys.push(String(headers.authorization).replace("Bearer sandbox_", ""));
      const response = { httpStatus: 200, headers: {}, body: '{"success":true,"id":"m-1"}', complete: true };
      return { result: Promise.resolve({ response }), cancel: () => true };
    },
  };
  return { keys, transport };
}

const MESSAGE = { to: "+12065550142", body: "Your table is ready", campaign: "c" } as const;
const used: SendoClient[] = [];

@Controller()
class Tables {
  constructor(@InjectSendo() private readonly sendo: SendoClient) {}
  @Get("send")
  async send(): Promise<string> {
    used.push(this.sendo);
    return (await this.sendo.messages.send(MESSAGE)).id;
  }
}

type TenantRequest = { headers: Record<string, string> };
type Factory = Pick<SendoModuleAsyncOptions, "useFactory" | "useClass" | "useExisting" | "inject" | "imports">;

const tenantOf = (request: TenantRequest) => request.headers["x-tenant"];

async function startTenants(
  factory: Factory,
  { platform = "Express", ...more }: ModuleMetadata & { platform?: Platform } = {},
) {
  used.length = 0;
  const app = { imports: [SendoModule, SendoModule.forRootAsync(factory)], controllers: [Tables], ...more };
  const started = await startApp(app, undefined, platform);
  const send = async (tenant: string) =>
    (await fetch(`${started.url}/send`, { headers: { "x-tenant": tenant } })).status;
  return { ...started, send };
}

describe.each(PLATFORMS)("an account that depends on the request, on %s", (platform) => {
  const { keys, transport } = recordingTransport();
  const optionsOf = (tenant: string | undefined) => ({ ...LOCAL, apiKey: `sandbox_${tenant}`, transport });
  @Injectable()
  class Direct implements SendoOptionsFactory {
    constructor(@Inject(REQUEST) private readonly request: TenantRequest) {}
    createSendoOptions = () => optionsOf(tenantOf(this.request));
  }
  @Injectable({ scope: Scope.REQUEST })
  class Tenant {
    constructor(@Inject(REQUEST) readonly request: TenantRequest) {}
  }
  @Injectable()
  class ThroughAnother implements SendoOptionsFactory {
    @Inject(Tenant) private readonly tenant!: Tenant;
    createSendoOptions = () => Promise.resolve(optionsOf(tenantOf(this.tenant.request)));
  }
  @Injectable({ scope: Scope.TRANSIENT })
  class Transient implements SendoOptionsFactory {
    constructor(@Inject(REQUEST) private readonly request: TenantRequest) {}
    createSendoOptions = () => optionsOf(tenantOf(this.request));
  }
  @Module({ providers: [Tenant, ThroughAnother], exports: [Tenant, ThroughAnother] })
  class TenantModule {}

  it.each<[string, Factory]>([
    ["inject: [REQUEST]", { inject: [REQUEST], useFactory: (request: TenantRequest) => optionsOf(tenantOf(request)) }],
    [
      "a request-scoped dependency",
      { imports: [TenantModule], inject: [Tenant], useFactory: ({ request }: Tenant) => optionsOf(tenantOf(request)) },
    ],
    ["useClass of a class that needs the request", { useClass: Direct }],
    ["useClass of a transient class that needs the request", { useClass: Transient }],
    ["useExisting, through a property", { imports: [TenantModule], useExisting: ThroughAnother }],
  ])("middleapi/orpc#916, nestjs/mongoose#65: requests a, b, b send as a, b, b (%s)", async (_form, factory) => {
    keys.length = 0;
    const { app, send } = await startTenants(factory, { platform });
    for (const tenant of ["a", "b", "b"]) expect(await send(tenant)).toBe(200);
    expect(keys).toEqual(["a", "b", "b"]);
    expect(used[1]).toBe(used[2]);
    expect(new Set(used).size).toBe(2);
    const tenants = ["a", "b", "a", "c", "b", "c", "a", "a"];
    keys.length = 0;
    expect(await Promise.all(tenants.map(send))).toEqual(tenants.map(() => 200));
    expect(keys.sort()).toEqual(tenants.sort());
    expect(new Set(used).size).toBe(3);
    await app.close();
    for (const client of new Set(used)) {
      await expect(client.messages.send(MESSAGE)).rejects.toMatchObject({ code: "client_closed" });
    }
  });

  it("nestjs/mongoose#65: a durable account has one client for each tenant", async () => {
    keys.length = 0;
    const contexts = new Map<string, ContextId>();
    const strategy: ContextIdStrategy<TenantRequest> = {
      attach(contextId, request) {
        const tenant = tenantOf(request)!;
        const tenantId = contexts.get(tenant) ?? ContextIdFactory.create();
        contexts.set(tenant, tenantId);
        return { resolve: (info) => (info.isTreeDurable ? tenantId : contextId), payload: { tenant } };
      },
    };
    const holder = ContextIdFactory as unknown as { strategy?: unknown };
    const before = holder.strategy;
    onTestFinished(() => void (holder.strategy = before));
    ContextIdFactory.apply(strategy as ContextIdStrategy);
    @Injectable({ scope: Scope.REQUEST, durable: true })
    class Durable implements SendoOptionsFactory {
      constructor(@Inject(REQUEST) private readonly payload: { tenant: string }) {}
      createSendoOptions = () => optionsOf(this.payload.tenant);
    }
    const { send } = await startTenants({ useClass: Durable }, { platform });
    for (const tenant of ["a", "b", "b", "a"]) expect(await send(tenant)).toBe(200);
    expect(keys).toEqual(["a", "b", "b", "a"]);
    expect(new Set(used).size).toBe(2);
  });

  it("a tenant whose options cannot be made gets an error, and never the account of the environment", async () => {
    keys.length = 0;
    environment({ SENDO_API_KEY: "sandbox_env", SENDO_BASE_URL: LOCAL.baseUrl });
    const answers: Record<string, () => unknown> = {
      thrown: () => {
        throw new Error("no such tenant");
      },
      rejected: () => Promise.reject(new Error("no such tenant")),
      none: () => undefined,
      noKey: () => ({ ...LOCAL, transport, apiKey: undefined }),
      noClient: () => ({ client: undefined }),
      sharedLimit: () => ({ ...LOCAL, transport, apiKey: () => "sandbox_a" }),
      webhooks: () => ({ ...optionsOf("a"), webhooks: { tokens: TOKEN } }),
      good: () => optionsOf("good"),
      limited: () => ({ ...optionsOf("l"), apiKey: () => "sandbox_l", rateLimit: { account: "l" } }),
    };
    const factory = (request: TenantRequest) => answers[tenantOf(request)!]!() as SendoLateOptions;
    const { app, send } = await startTenants({ inject: [REQUEST], useFactory: factory }, { platform });
    app.useGlobalFilters(new SendoExceptionFilter());
    for (let i = 0; i < 2; i++) {
      for (const tenant of Object.keys(answers)) {
        expect([tenant, await send(tenant)]).toEqual([tenant, ["good", "limited"].includes(tenant) ? 200 : 500]);
      }
    }
    expect(keys).toEqual(["good", "l", "good", "l"]);
  });
});

describe("which options are the same", () => {
  const logger = () => ({ debug: () => {}, info: () => {}, warn: () => {}, error: () => {} });
  const shared = logger();
  const key = () => "sandbox_a";
  const rateLimit = { account: "which-options", maxQueue: 5 };
  const sets: [string, SendoLateOptions, SendoLateOptions, boolean][] = [
    ["equal strings", LOCAL, { ...LOCAL }, true],
    ["another order", LOCAL, { apiKey: LOCAL.apiKey, baseUrl: LOCAL.baseUrl }, true],
    ["undefined and absent", LOCAL, { ...LOCAL, campaign: undefined }, true],
    [
      "undefined and absent, deeper",
      { ...LOCAL, rateLimit },
      { ...LOCAL, rateLimit: { ...rateLimit, maxQueueWaitMs: undefined } },
      true,
    ],
    ["equal lists and numbers", { ...LOCAL, timeoutMs: { read: 5 } }, { ...LOCAL, timeoutMs: { read: 5 } }, true],
    [
      "the same function",
      { ...LOCAL, apiKey: key, rateLimit },
      { ...LOCAL, apiKey: key, rateLimit: { ...rateLimit } },
      true,
    ],
    ["the same object", { ...LOCAL, logger: shared }, { ...LOCAL, logger: shared }, true],
    ["another key", LOCAL, { ...LOCAL, apiKey: "sandbox_b" }, false],
    ["another address", LOCAL, { ...LOCAL, baseUrl: "https://127.0.0.1:10" }, false],
    ["another campaign", LOCAL, { ...LOCAL, campaign: "b" }, false],
    ["a number and the string of it", { ...LOCAL, campaign: "5" }, { ...LOCAL, campaign: '5"' }, false],
    [
      "an equal function",
      { ...LOCAL, apiKey: key, rateLimit },
      { ...LOCAL, apiKey: () => "sandbox_a", rateLimit },
      false,
    ],
    ["an equal object", { ...LOCAL, logger: shared }, { ...LOCAL, logger: { ...shared } }, false],
    ["another limit", { ...LOCAL, rateLimit }, { ...LOCAL, rateLimit: { ...rateLimit, maxQueue: 6 } }, false],
    ["false and absent", { ...LOCAL, retry: false }, LOCAL, false],
  ];
  it.each(sets)("%s", async (_name, a, b, same) => {
    const sets: Record<string, SendoLateOptions> = { a, b };
    const factory = (request: TenantRequest) => sets[tenantOf(request)!]!;
    const { app } = await startTenants({ inject: [REQUEST], useFactory: factory });
    const clientOf = async (tenant: string) => {
      const contextId = ContextIdFactory.create();
      app.registerRequestByContextId({ headers: { "x-tenant": tenant } }, contextId);
      return app.resolve<SendoClient>(getSendoToken(), contextId, { strict: false });
    };
    expect((await clientOf("a")) === (await clientOf("b"))).toBe(same);
  });
});

describe("an account with more tenants than clients are kept", () => {
  it("drops the client that has been idle the longest, leaves it open for those who hold it, and closes it with the app", async () => {
    const { transport } = recordingTransport();
    const factory = (request: TenantRequest) => ({ ...LOCAL, apiKey: `sandbox_${tenantOf(request)}`, transport });
    const { app } = await startTenants({ inject: [REQUEST], useFactory: factory });
    const clientOf = async (tenant: string) => {
      const contextId = ContextIdFactory.create();
      app.registerRequestByContextId({ headers: { "x-tenant": tenant } }, contextId);
      return app.resolve<SendoClient>(getSendoToken(), contextId, { strict: false });
    };
    const [first, second] = [await clientOf("t-0"), await clientOf("t-1")];
    expect(await clientOf("t-0")).toBe(first);
    for (let i = 2; i <= MOST_CLIENTS; i++) await clientOf(`t-${i}`);
    expect(await clientOf("t-0")).toBe(first);
    expect(await clientOf("t-1")).not.toBe(second);
    await expect(second.messages.send(MESSAGE)).resolves.toMatchObject({ id: "m-1" });
    await app.close();
    for (const client of [first, second]) {
      await expect(client.messages.send(MESSAGE)).rejects.toMatchObject({ code: "client_closed" });
    }
  });
});

describe("beside a webhook", () => {
  const byRequest = {
    inject: [REQUEST],
    useFactory: (request: TenantRequest) => ({ ...LOCAL, apiKey: tenantOf(request) }),
  };

  it("deliveries use the tokens next to the path, and the factory is not called for them", async () => {
    const heard: string[] = [];
    let calls = 0;
    @Injectable()
    class Replies {
      @OnSendoEvent("message.incoming")
      on({ id }: SendoEvent<"message.incoming">): void {
        heard.push(id);
      }
    }
    const webhooks = { path: "hook", tokens: TOKEN };
    const useFactory = () => {
      calls += 1;
      return LOCAL;
    };
    const { url } = await startApp({
      imports: [SendoModule.forRootAsync({ inject: [REQUEST], useFactory, webhooks })],
      providers: [Replies],
    });
    for (let i = 0; i < 2; i++) expect(await deliver(`${url}/hook`, "message.incoming")).toBe(200);
    expect(await deliver(`${url}/hook`, "message.incoming", "other")).toBe(401);
    expect(heard).toEqual(["e-message.incoming"]);
    expect(calls).toBe(0);
  });

  it("a token that only the request could give stops the app at startup, and the error names the provider", async () => {
    const failure = await startFailure({
      imports: [SendoModule.forRootAsync({ ...byRequest, webhooks: { path: "hook" } })],
    });
    expect(failure).toMatchObject({ code: "config_setup_invalid" });
    expect(failure.message).toContain("through REQUEST");
    expect(failure.message).toContain("next to the webhook's `path`");
  });

  it("a handler that uses the account gets the event as the request", async () => {
    const { keys, transport } = recordingTransport();
    @Injectable()
    class Replies {
      constructor(@InjectSendo() private readonly sendo: SendoClient) {}
      @OnSendoEvent("message.incoming")
      async on(): Promise<void> {
        await this.sendo.messages.send(MESSAGE);
      }
    }
    const useFactory = (event: SendoEvent) => ({ ...LOCAL, apiKey: `sandbox_${event.type}`, transport });
    const webhooks = { path: "hook", tokens: TOKEN };
    const { url } = await startApp({
      imports: [SendoModule.forRootAsync({ inject: [REQUEST], useFactory, webhooks })],
      providers: [Replies],
    });
    expect(await deliver(`${url}/hook`, "message.incoming")).toBe(200);
    expect(keys).toEqual(["message.incoming"]);
  });

  it("options of a webhook next to the path reach the receiver, and none may be given twice", async () => {
    const webhooks = { path: "hook", tokens: TOKEN };
    const { url } = await startApp({ imports: [SendoModule.forRootAsync({ useFactory: () => LOCAL, webhooks })] });
    expect(await deliver(`${url}/hook`, "message.status")).toBe(200);
    const twice = SendoModule.forRootAsync({
      useFactory: () => ({ ...LOCAL, webhooks: { tokens: "other" } }),
      webhooks,
    });
    expect((await startFailure({ imports: [twice] })).message).toContain("sets `tokens` twice");
  });
});

describe("what depends on the request", () => {
  it("a factory that fails at startup stops the app with its own error, though the environment has a key", async () => {
    environment({ SENDO_API_KEY: "sandbox_env", SENDO_BASE_URL: LOCAL.baseUrl });
    @Injectable()
    class Broken {
      constructor() {
        throw new Error("the vault is locked");
      }
    }
    const late = SendoModule.forRootAsync({ useFactory: () => Promise.reject(new Error("the vault is locked")) });
    const through = SendoModule.forRootAsync({ useClass: Broken as never });
    for (const account of [late, through]) {
      expect((await startFailure({ imports: [SendoModule, account] })).message).toBe("the vault is locked");
    }
  });

  it("an option such as `scope`, which nothing reads, is rejected", () => {
    const scoped: object = { scope: Scope.REQUEST, useFactory: () => LOCAL };
    expect(() => SendoModule.forRootAsync(scoped)).toThrow("`scope` is not an option of SendoModule.forRootAsync");
  });

  it("a transient factory that does not need the request is one account", async () => {
    @Injectable({ scope: Scope.TRANSIENT })
    class Settings implements SendoOptionsFactory {
      createSendoOptions = () => LOCAL;
    }
    const { app } = await startApp({
      imports: [SendoModule.forRootAsync({ useClass: Settings })],
      controllers: [Tables],
    });
    expect(app.get<SendoClient>(getSendoToken())).toBeInstanceOf(Sendo);
  });

  it("a client of the app's own is used for its request, and not closed", async () => {
    const { keys, transport } = recordingTransport();
    const tenants: Record<string, Sendo> = {};
    for (const name of ["a", "b"]) tenants[name] = new Sendo({ ...LOCAL, apiKey: `sandbox_${name}`, transport });
    const useFactory = (request: TenantRequest) => ({ client: tenants[tenantOf(request)!]! });
    const { app, send } = await startTenants({ inject: [REQUEST], useFactory });
    for (const tenant of ["a", "b", "b"]) expect(await send(tenant)).toBe(200);
    await app.close();
    await tenants.a!.messages.send(MESSAGE);
    expect(keys).toEqual(["a", "b", "b", "a"]);
  });

  it("overrideSendo gives the account one fake for all requests, and its webhook the token of tests", async () => {
    const useFactory = (): never => {
      throw new Error("the app's own factory was called");
    };
    const webhooks = { path: "hook", tokens: TOKEN };
    const imports = [SendoModule.forRootAsync({ inject: [REQUEST], useFactory, webhooks })];
    const testing = await overrideSendo(Test.createTestingModule({ imports, controllers: [Tables] })).compile();
    const app = testing.createNestApplication({ logger: false });
    onTestFinished(() => app.close());
    await app.listen(0, "127.0.0.1");
    for (let i = 0; i < 2; i++) expect((await fetch(`${await app.getUrl()}/send`)).status).toBe(200);
    expect(getFakeSendo(app).outbox.sent).toHaveLength(2);
    expect(await deliver(`${await app.getUrl()}/hook`, "message.status", TEST_WEBHOOK_TOKEN)).toBe(200);
    expect(await deliver(`${await app.getUrl()}/hook`, "message.status", TOKEN)).toBe(401);
  });
});
