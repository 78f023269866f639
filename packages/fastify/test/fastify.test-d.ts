import type { Http2SecureServer } from "node:http2";
import type { Sendo, SendoClient } from "@sendo/core";
import Fastify, { type FastifyInstance, type FastifyPluginAsync } from "fastify";
import { describe, expectTypeOf, it } from "vitest";
import sendoDefault, {
  sendo,
  sendoErrorHandler,
  sendoWebhooks,
  type SendoAccounts,
  type SendoFastifyOptions,
  type SendoWebhooksOptions,
} from "../src/index.js";

declare const client: SendoClient;
declare const opened: Sendo;

describe("types", () => {
  it("app.sendo is typed by the import alone", () => {
    expectTypeOf<FastifyInstance["sendo"]>().toEqualTypeOf<SendoAccounts>();
    expectTypeOf<FastifyInstance["sendo"]>().toExtend<SendoClient>();
    // @ts-expect-error -- nobody has named it
    void ((app: FastifyInstance) => app.sendo.nowhere);
  });

  it("everything registers without a cast", () => {
    const app = Fastify();
    void app.register(sendo);
    void app.register(sendoDefault);
    void app.register(sendo, { apiKey: "k", namespace: "eu" });
    void app.register(sendo, { client: opened });
    void app.register(sendo, () => ({ client, namespace: "eu" }));
    void app.register(sendoWebhooks, { path: "/hook", on: { "message.incoming": (event) => void event.message } });
    void app.register(sendoWebhooks, { path: "/hook", on: {}, prefix: "/v1", logger: app.log });
    app.setErrorHandler(sendoErrorHandler({ validation: true }));
    expectTypeOf(sendo).toEqualTypeOf<FastifyPluginAsync<SendoFastifyOptions>>();
    expectTypeOf(sendoWebhooks).toEqualTypeOf<FastifyPluginAsync<SendoWebhooksOptions>>();
  });

  it("so it does with another server", () => {
    const app = Fastify({ http2: true, https: {} });
    expectTypeOf(app.server).toEqualTypeOf<Http2SecureServer>();
    void app.register(sendo, { client });
    void app.register(sendoWebhooks, { path: "/hook", on: {} });
    app.setErrorHandler(sendoErrorHandler());
    expectTypeOf(app.sendo).toEqualTypeOf<SendoAccounts>();
  });

  it("takes options or a client, not both, and no unknown name", () => {
    const app = Fastify();
    // @ts-expect-error -- a client is set up already
    void app.register(sendo, { client, apiKey: "k" });
    // @ts-expect-error -- a client that may be missing would fall back to another account's key
    void app.register(sendo, { client: undefined });
    // @ts-expect-error -- misspelled
    void app.register(sendo, { apikey: "k" });
    // @ts-expect-error -- handlers are needed
    void app.register(sendoWebhooks, { path: "/hook" });
    // @ts-expect-error -- a path is needed
    void app.register(sendoWebhooks, { on: {} });
    // @ts-expect-error -- and options are, too
    void app.register(sendoWebhooks);
  });
});
