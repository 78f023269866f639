import type { SendoClient, SendoEvent, WebhookContext } from "@sendo/core";
import { describe, expectTypeOf, it } from "vitest";
import {
  getSendoToken,
  OnSendoEvent,
  SendoExceptionFilter,
  SendoModule,
  type SendoClientOptions,
} from "../src/index.js";

declare const client: SendoClient;

describe("types", () => {
  it("a handler's parameters fit the type of event", () => {
    class Handlers {
      @OnSendoEvent("message.incoming")
      all(event: SendoEvent<"message.incoming">, context: WebhookContext): void {
        void [event.message.from, context.tokenName];
      }
      @OnSendoEvent("message.status", { account: "eu" })
      async fewer(): Promise<void> {}
      @OnSendoEvent("message.status", { account: ["eu", "us"] as const })
      async several(): Promise<void> {}
      // @ts-expect-error -- another event
      @OnSendoEvent("message.status")
      wrong(_event: SendoEvent<"message.incoming">): void {}
      // @ts-expect-error -- there is no such type
      @OnSendoEvent("message.sent")
      none(): void {}
    }
    void Handlers;
  });

  it("options or a client, not both, and no unknown name", () => {
    SendoModule.forRoot();
    SendoModule.forRoot({ client, name: "eu", webhooks: { path: "x", tokens: "t" } });
    SendoModule.forRootAsync({ webhooks: { path: "x" }, useFactory: () => ({ client, webhooks: { tokens: "t" } }) });
    expectTypeOf<{ apiKey: string }>().toExtend<SendoClientOptions>();
    // @ts-expect-error -- a client is set up already
    SendoModule.forRoot({ client, apiKey: "k" });
    // @ts-expect-error -- misspelled
    SendoModule.forRoot({ apikey: "k" });
    // @ts-expect-error -- a route without a path
    SendoModule.forRoot({ webhooks: { tokens: "t" } });
    // @ts-expect-error -- handlers are decorated methods
    SendoModule.forRoot({ webhooks: { path: "x", on: {} } });
    new SendoExceptionFilter({ validation: true });
    expectTypeOf(getSendoToken("eu")).toEqualTypeOf<symbol>();
  });
});
