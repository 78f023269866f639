import { Injectable, Module } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { Server, type CustomTransportStrategy } from "@nestjs/microservices";
import { Test } from "@nestjs/testing";
import { Sendo, type SendoClient } from "@sendo/core";
import { describe, expect, it, onTestFinished } from "vitest";
import { getSendoToken, InjectSendo, OnSendoEvent, SendoModule } from "../src/index.js";
import { getFakeSendo, overrideSendo } from "../src/testing/index.js";
import { LOCAL, startFailure } from "./start-app.js";

/** A microservice without a network. */
class NoTransport extends Server implements CustomTransportStrategy {
  listen(listening: () => void): void {
    listening();
  }
  close(): void {}
  on(): void {}
  unwrap<T>(): T {
    return undefined as T;
  }
}

@Injectable()
class Replies {
  constructor(@InjectSendo() readonly sendo: SendoClient) {}
  @OnSendoEvent("message.incoming")
  onReply(): void {}
  @OnSendoEvent("message.incoming", { account: "eu" })
  onReplyFromEurope(): void {}
}

/** Shared by the app and its worker. */
@Module({ imports: [SendoModule], providers: [Replies] })
class Feature {}

const { baseUrl, apiKey } = LOCAL;
const webhooks = { path: "hook" }; // SENDO_WEBHOOK_TOKEN is not set

const apps: [string, NonNullable<Parameters<typeof Module>[0]["imports"]>][] = [
  ["without webhooks, and one account missing", [SendoModule.forRoot({ baseUrl, apiKey }), Feature]],
  ["with a webhook that has no token", [SendoModule.forRoot({ baseUrl, apiKey, webhooks }), Feature]],
  [
    "with a webhook without a token, whose factory says the rest",
    [SendoModule.forRootAsync({ webhooks, useFactory: () => LOCAL }), Feature],
  ],
];

describe.each(apps)("nest#3910, docs.nestjs.com#3025: a worker starts %s", (_which, imports) => {
  @Module({ imports })
  class WorkerModule {}

  it("from createApplicationContext", async () => {
    const app = await NestFactory.createApplicationContext(WorkerModule, { logger: false, abortOnError: false });
    onTestFinished(() => app.close());
    expect(app.get(Replies, { strict: false }).sendo).toBeInstanceOf(Sendo);
  });

  it("as a microservice", async () => {
    const options = { logger: false, abortOnError: false, strategy: new NoTransport() } as const;
    const app = await NestFactory.createMicroservice(WorkerModule, options);
    await app.listen();
    onTestFinished(() => app.close());
    expect(app.get(Replies, { strict: false }).sendo).toBeInstanceOf(Sendo);
  });

  it("in a test, as itself and under overrideSendo", async () => {
    const testing = await Test.createTestingModule({ imports: [WorkerModule] }).compile();
    onTestFinished(() => testing.close());
    await testing.init();
    const faked = await overrideSendo(Test.createTestingModule({ imports: [WorkerModule] })).compile();
    onTestFinished(() => faked.close());
    await faked.init();
    const service = faked.createNestMicroservice({ logger: false, strategy: new NoTransport() });
    await service.listen();
    expect(faked.get(Replies, { strict: false }).sendo).toBe(getFakeSendo(faked).client);
  });

  it("but an app with an HTTP server does not", async () => {
    expect((await startFailure({ imports })).message).toMatch(/which is not registered|which has no webhooks/);
  });
});

it("an app with an HTTP server still needs the token, and under overrideSendo it starts without a handler's account", async () => {
  const root = SendoModule.forRoot({ ...LOCAL, webhooks });
  expect((await startFailure({ imports: [root] })).code).toBe("config_webhook_token_missing");
  const warnings: string[] = [];
  const testing = await overrideSendo(Test.createTestingModule({ imports: [Feature] })).compile();
  const app = testing.createNestApplication({
    logger: { log() {}, error() {}, warn: (line: { message: string }) => void warnings.push(line.message) },
  });
  onTestFinished(() => app.close());
  await app.init();
  expect(getFakeSendo(app).client).toBe(app.get(getSendoToken()));
  expect(warnings.join("\n")).toMatch(
    /Replies\.onReply .* no webhooks[^]*Replies\.onReplyFromEurope .* not registered/,
  );
});
