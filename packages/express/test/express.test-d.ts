import type { CloseReport, SendoClient } from "@sendo/core";
import type { ErrorRequestHandler, Request, RequestHandler } from "express";
import express from "express";
import { describe, expectTypeOf, it } from "vitest";
import { sendo, sendoErrorHandler, sendoWebhooks, type SendoExpressOptions } from "../src/index.js";

declare const client: SendoClient;

describe("types", () => {
  it("req.sendo is typed by the import alone", () => {
    expectTypeOf<Request["sendo"]>().toEqualTypeOf<SendoClient>();
  });

  it("several accounts: resolve answers their names only, and clients are known by them", () => {
    const middleware = sendo({
      accounts: { eu: { client }, us: { apiKey: "k" } },
      resolve: (req) => (req.ip ? "eu" : "us"),
    });
    expectTypeOf(middleware.clients).toEqualTypeOf<Readonly<Record<"eu" | "us", SendoClient>>>();
    // @ts-expect-error -- no such account
    sendo({ accounts: { eu: { client } }, resolve: () => "us" });
    // @ts-expect-error -- one account's options beside several accounts
    sendo({ accounts: { eu: { client } }, resolve: () => "eu", apiKey: "k" });
  });

  it("everything mounts without a cast", () => {
    const app = express();
    app.use(sendo());
    app.use("/eu", sendo({ client }));
    app.post("/hook", sendoWebhooks({ on: { "message.incoming": (event) => void event.message } }));
    app.use(sendoErrorHandler({ validation: true }));
    expectTypeOf(sendo).returns.toExtend<RequestHandler>();
    expectTypeOf(sendoWebhooks).returns.toExtend<RequestHandler>();
    expectTypeOf(sendoWebhooks).returns.returns.toEqualTypeOf<Promise<void>>();
    expectTypeOf(sendoErrorHandler).returns.toExtend<ErrorRequestHandler>();
    expectTypeOf(sendo().close).returns.toEqualTypeOf<Promise<CloseReport | undefined>>();
    expectTypeOf(sendo().client).toEqualTypeOf<SendoClient>();
  });

  it("takes options or a client, not both, and no unknown name", () => {
    expectTypeOf<{ apiKey: string }>().toExtend<SendoExpressOptions>();
    expectTypeOf<{ client: SendoClient }>().toExtend<SendoExpressOptions>();
    // @ts-expect-error -- a client is set up already
    sendo({ client, apiKey: "k" });
    // @ts-expect-error -- a client that may be missing would fall back to another account's key
    sendo({ client: undefined });
    // @ts-expect-error -- misspelled
    sendo({ apikey: "k" });
    // @ts-expect-error -- handlers are needed
    sendoWebhooks({});
  });
});
