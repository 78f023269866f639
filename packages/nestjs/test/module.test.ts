import {
  Inject,
  Injectable,
  Module,
  SetMetadata,
  VersioningType,
  type CanActivate,
  type ExecutionContext,
} from "@nestjs/common";
import { APP_GUARD, NestFactory, Reflector } from "@nestjs/core";
import { Test } from "@nestjs/testing";
import { Sendo, type SendoClient } from "@sendo/core";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { getSendoToken, InjectSendo, OnSendoEvent, SendoModule, type SendoOptionsFactory } from "../src/index.js";
import { PLATFORMS } from "./platforms.js";
import { deliver, environment, LOCAL, startApp, startFailure, TOKEN } from "./start-app.js";

@Injectable()
class Sender {
  constructor(@InjectSendo() readonly sendo: SendoClient) {}
}

const BARE_ENVIRONMENT = { SENDO_API_KEY: "sandbox_env", SENDO_BASE_URL: LOCAL.baseUrl };

describe("the default account", () => {
  it("works bare, from the environment, in the root and in feature modules: one client", async () => {
    environment(BARE_ENVIRONMENT);
    @Module({ imports: [SendoModule], providers: [Sender], exports: [Sender] })
    class Feature {}
    const { app } = await startApp({ imports: [SendoModule, Feature] });
    expect(app.get(Sender).sendo).toBeInstanceOf(Sendo);
    expect(app.get(Sender).sendo).toBe(app.get(getSendoToken()));
  });

  it("bare without a key fails at start with core's message", async () => {
    expect(await startFailure({ imports: [SendoModule] })).toMatchObject({ code: "config_api_key_missing" });
  });

  it.each(["before", "after"])("a bare import %s forRoot reuses its client and needs no environment", async (where) => {
    const client = new Sendo(LOCAL);
    @Module({ imports: [SendoModule], providers: [Sender], exports: [Sender] })
    class Feature {}
    const root = SendoModule.forRoot({ client });
    const { app } = await startApp({
      imports: where === "before" ? [SendoModule, Feature, root] : [root, SendoModule, Feature],
    });
    expect(app.get(Sender).sendo).toBe(client);
  });

  it("writes to Nest's logger when `logger` is undefined", async () => {
    environment({ NODE_TLS_REJECT_UNAUTHORIZED: "0" }); // makes a client warn at startup
    const warn = vi.fn();
    const webhooks = { path: "hook", tokens: TOKEN, logger: undefined };
    const root = { module: class Root {}, imports: [SendoModule.forRoot({ ...LOCAL, logger: undefined, webhooks })] };
    const app = await NestFactory.create(root, { logger: { log() {}, warn, error() {} } });
    onTestFinished(() => app.close());
    await app.listen(0, "127.0.0.1");
    expect(JSON.stringify(warn.mock.calls)).toContain("NODE_TLS_REJECT_UNAUTHORIZED=0 has no effect");
    warn.mockClear();
    expect(await deliver(`${await app.getUrl()}/hook`, "message.incoming", "wrong")).toBe(401);
    expect(warn).toHaveBeenCalledOnce();
  });

  it("rejects, at start, options that would do nothing", async () => {
    const beside = { client: new Sendo(LOCAL), campaign: "U7fQ39nX" };
    expect(await startFailure({ imports: [SendoModule.forRoot(beside)] })).toMatchObject({
      code: "config_option_invalid",
      message: expect.stringContaining("`campaign` option has no effect if `client` is set"),
    });
    const webhooks = { path: "hook", tokens: TOKEN, dedup: false };
    expect(await startFailure({ imports: [SendoModule.forRoot({ ...LOCAL, webhooks })] })).toMatchObject({
      message: expect.stringContaining("`dedup` is not an option of createWebhookReceiver."),
    });
    const misspelt: object = { acount: "eu" };
    expect(() => OnSendoEvent("message.incoming", misspelt)).toThrow("`acount` is not an option of OnSendoEvent.");
  });

  it.each(["first", "second"])("two different defaults fail at start, naming both (%s)", async (order) => {
    const one = SendoModule.forRoot({ ...LOCAL, campaign: "c4n4ry" });
    const two = SendoModule.forRootAsync({ useFactory: () => LOCAL });
    @Module({ imports: [two] })
    class Billing {}
    @Module({ imports: [one] })
    class Tables {}
    const { code, message } = await startFailure({
      imports: order === "first" ? [Tables, Billing] : [Billing, Tables],
    });
    expect(code).toBe("config_setup_invalid");
    expect(message).toContain("SendoModule.forRoot({ baseUrl, apiKey, campaign }) in Tables");
    expect(message).toContain("SendoModule.forRootAsync(...) in Billing");
    expect(message).not.toMatch(/c4n4ry|sandbox_a/);
  });

  it("two equal calls are one account with one client, and forRoot() without options is SendoModule itself", async () => {
    const { app } = await startApp({
      imports: [SendoModule.forRoot({ ...LOCAL }), SendoModule.forRoot({ ...LOCAL }), SendoModule.forRoot()],
      providers: [Sender],
    });
    expect(app.get(Sender).sendo).toBe(app.get(getSendoToken()));
  });
});

describe("named accounts", () => {
  it("need no environment and no default, and nobody gets one by mistake", async () => {
    const { app } = await startApp({ imports: [SendoModule.forRoot({ ...LOCAL, name: "eu" })] });
    expect(app.get(getSendoToken("eu"))).toBeInstanceOf(Sendo);
    const missing = { imports: [SendoModule.forRoot({ ...LOCAL, name: "eu" })], providers: [Sender] };
    expect((await startFailure(missing)).message).toContain("@sendo/nestjs:client:default");
  });

  it.each(["before", "after"])("stand beside a default account (%s it), each with its own client", async (where) => {
    const [mine, eu] = [new Sendo(LOCAL), new Sendo(LOCAL)];
    const both = [SendoModule.forRoot({ client: eu, name: "eu" }), SendoModule.forRoot({ client: mine })];
    const { app } = await startApp({ imports: where === "before" ? both : both.reverse() });
    expect(app.get(getSendoToken("eu"))).toBe(eu);
    expect(app.get(getSendoToken())).toBe(mine);
  });

  it("fail at start when two different ones have one name", async () => {
    const imports = [
      SendoModule.forRoot({ ...LOCAL, name: "eu" }),
      SendoModule.forRoot({ ...LOCAL, name: "eu", retry: false }),
    ];
    expect((await startFailure({ imports })).message).toContain('named "eu"');
  });

  it("are one account with one client when two calls are equal", async () => {
    const eu = () => SendoModule.forRoot({ ...LOCAL, name: "eu" });
    const { app } = await startApp({ imports: [eu(), eu()] });
    expect(new Set(app.get(getSendoToken("eu"), { strict: false, each: true }))).toHaveProperty("size", 1);
  });

  it("have a name that is not empty, and webhooks a path", () => {
    expect(() => SendoModule.forRoot({ ...LOCAL, name: "" })).toThrow("`name`");
    expect(() => SendoModule.forRoot({ ...LOCAL, webhooks: {} as never })).toThrow("`path`");
    expect(() => SendoModule.forRootAsync({})).toThrow("`useFactory`");
  });
});

describe("forRootAsync", () => {
  const client = new Sendo(LOCAL);
  @Injectable()
  class Settings implements SendoOptionsFactory {
    createSendoOptions() {
      return Promise.resolve({ client, webhooks: { tokens: TOKEN } });
    }
  }
  @Module({ providers: [Settings], exports: [Settings] })
  class SettingsModule {}

  it.each([
    [
      "useFactory",
      { imports: [SettingsModule], inject: [Settings], useFactory: (s: Settings) => s.createSendoOptions() },
    ],
    ["useClass", { useClass: Settings }],
    ["useExisting", { imports: [SettingsModule], useExisting: Settings }],
  ])("takes options and late tokens from %s; SendoModule itself reuses it", async (_form, form) => {
    const { app, url } = await startApp({
      imports: [SendoModule, SendoModule.forRootAsync({ ...form, webhooks: { path: "hook" } })],
      providers: [Sender],
    });
    expect(app.get(Sender).sendo).toBe(client);
    expect(await deliver(`${url}/hook`, "message.incoming")).toBe(200);
    expect(await deliver(`${url}/hook`, "message.incoming", "other")).toBe(401);
  });

  it("takes a name", async () => {
    const { app } = await startApp({
      imports: [SendoModule.forRootAsync({ name: "eu", useClass: Settings, webhooks: { path: "x" } })],
    });
    expect(app.get(getSendoToken("eu"))).toBe(client);
  });

  it("fails at start when the factory returns nothing, rather than taking the key from the environment", async () => {
    environment(BARE_ENVIRONMENT);
    const imports = [SendoModule.forRootAsync({ useFactory: () => undefined as never })];
    expect(await startFailure({ imports })).toMatchObject({ code: "config_setup_invalid" });
  });

  it("fails at start when there are options for webhooks and no path", async () => {
    const imports = [SendoModule.forRootAsync({ useClass: Settings })];
    expect((await startFailure({ imports })).message).toContain("webhooks: { path }");
  });
});

describe.each(PLATFORMS)("in an app on %s", (platform) => {
  const webhooks = { path: "webhooks/sendo", tokens: TOKEN };

  it("a webhook is below the global prefix, and API versions do not move it", async () => {
    const { url } = await startApp(
      { imports: [SendoModule.forRoot({ ...LOCAL, webhooks })] },
      (app) => app.setGlobalPrefix("api").enableVersioning({ type: VersioningType.URI, defaultVersion: "1" }),
      platform,
    );
    expect(await deliver(`${url}/api/webhooks/sendo`, "message.status")).toBe(200);
    expect(await deliver(`${url}/api/v1/webhooks/sendo`, "message.status")).toBe(404);
  });

  it.each([
    ["in the path", { type: VersioningType.URI } as const],
    ["in a header", { type: VersioningType.HEADER, header: "x-version", defaultVersion: "2" } as const],
    ["in the media type", { type: VersioningType.MEDIA_TYPE, key: "v=", defaultVersion: "1" } as const],
    ["of the app's own making", { type: VersioningType.CUSTOM, extractor: () => "7", defaultVersion: "7" } as const],
  ])("a webhook stays where it is with versions %s, and where a prefix leaves it out", async (_where, versioning) => {
    const { url } = await startApp(
      { imports: [SendoModule.forRoot({ ...LOCAL, webhooks })] },
      (app) => app.setGlobalPrefix("api", { exclude: [webhooks.path] }).enableVersioning(versioning),
      platform,
    );
    expect(await deliver(`${url}/webhooks/sendo`, "message.status")).toBe(200);
    expect(await deliver(`${url}/api/webhooks/sendo`, "message.status")).toBe(404);
  });

  it("decorators exempt a webhook from the app's guards", async () => {
    @Injectable()
    class Guard implements CanActivate {
      constructor(@Inject(Reflector) private readonly reflector: Reflector) {}
      canActivate(context: ExecutionContext): boolean {
        return this.reflector.get<boolean | undefined>("isPublic", context.getClass()) ?? false;
      }
    }
    const decorators = [SetMetadata("isPublic", true) as ClassDecorator];
    const metadata = {
      imports: [
        SendoModule.forRoot({ ...LOCAL, webhooks: { ...webhooks, decorators } }),
        SendoModule.forRoot({ ...LOCAL, name: "eu", webhooks: { path: "eu", tokens: TOKEN } }),
      ],
      providers: [{ provide: APP_GUARD, useClass: Guard }],
    };
    const { url } = await startApp(metadata, undefined, platform);
    expect(await deliver(`${url}/webhooks/sendo`, "message.status")).toBe(200);
    expect(await deliver(`${url}/eu`, "message.status")).toBe(403);
  });

  it("a test that overrides the client needs no key, and handlers use the stand-in", async () => {
    const standIn = { messages: {} };
    @Injectable()
    class Waitlist {
      constructor(@InjectSendo() readonly sendo: SendoClient) {}
      @OnSendoEvent("message.incoming")
      onReply(): void {}
    }
    const testing = await Test.createTestingModule({
      imports: [SendoModule.forRoot({ webhooks })],
      providers: [Waitlist],
    })
      .overrideProvider(getSendoToken())
      .useValue(standIn)
      .compile();
    await testing.createNestApplication({ logger: false }).init();
    expect(testing.get(Waitlist).sendo).toBe(standIn);
    await testing.close();
  });
});
