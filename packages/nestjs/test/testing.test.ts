import { Inject, Injectable, Module } from "@nestjs/common";
import { Test } from "@nestjs/testing";
import { isOutcomeUnknown, type SendoClient, type SendoEvent } from "@sendo/core";
import { TEST_WEBHOOK_TOKEN } from "@sendo/core/testing";
import { describe, expect, it, onTestFinished } from "vitest";
import { getSendoToken, InjectSendo, OnSendoEvent, SendoModule } from "../src/index.js";
import { getFakeSendo, overrideSendo, type SendoTestOptions } from "../src/testing/index.js";
import { deliver, LOCAL } from "./start-app.js";

const MESSAGE = { to: "+12065550142", body: "Your table is ready" } as const;

async function compile(
  imports: unknown[],
  options?: SendoTestOptions,
  providers: (new (...args: never[]) => unknown)[] = [],
) {
  const builder = Test.createTestingModule({ imports: imports as never[], providers });
  const testing = await overrideSendo(builder, options).compile();
  onTestFinished(() => testing.close());
  return testing;
}

const bare = () => [SendoModule];
const forRoot = () => [SendoModule.forRoot({ campaign: "U7fQ39nX" })];
const forRootAsync = () => [
  SendoModule.forRootAsync({
    useFactory: () => {
      throw new Error("the app's own factory was called");
    },
  }),
];

describe("overrideSendo", () => {
  it.each([
    ["a bare SendoModule", bare],
    ["forRoot", forRoot],
    ["forRootAsync, whose factory is not called", forRootAsync],
    ["a bare SendoModule in front of forRoot", () => [...bare(), ...forRoot()]],
  ])("gives %s a fake, without a key", async (_name, imports) => {
    const app = await compile(imports());
    const client = app.get<SendoClient>(getSendoToken());
    expect(getFakeSendo(app).client).toBe(client);
    await client.messages.send(MESSAGE);
    expect(getFakeSendo(app).outbox.sent).toMatchObject([{ ...MESSAGE, campaign: "fake-campaign" }]);
  });

  it("gives every account a fake of its own, whichever way it is registered", async () => {
    @Injectable()
    class Sender {
      constructor(
        @InjectSendo() readonly mine: SendoClient,
        @InjectSendo("eu") readonly eu: SendoClient,
        @Inject(getSendoToken("us")) readonly us: SendoClient,
      ) {}
    }
    const named = [
      SendoModule.forRoot({ name: "eu", apiKey: "sandbox_eu" }),
      SendoModule.forRootAsync({ name: "us", useFactory: () => LOCAL }),
    ];
    const app = await compile([SendoModule, ...named], {}, [Sender]);
    await app.get(Sender).eu.messages.send({ ...MESSAGE, body: "eu" });
    await app.get(Sender).us.messages.send({ ...MESSAGE, body: "us" });
    expect(getFakeSendo(app, "eu").outbox.last().body).toBe("eu");
    expect(getFakeSendo(app, "us").outbox.last().body).toBe("us");
    expect(getFakeSendo(app).outbox.sent).toEqual([]);
    getFakeSendo(app, "us").next({ kind: "accepted-then", then: "reset" });
    const error: unknown = await app
      .get(Sender)
      .us.messages.send(MESSAGE)
      .catch((thrown: unknown) => thrown);
    expect(isOutcomeUnknown(error)).toBe(true);
  });

  it("makes no default account where the app has none", async () => {
    const app = await compile([SendoModule.forRoot({ name: "eu" })]);
    expect(() => getFakeSendo(app)).toThrow("@sendo/nestjs:client:default");
    expect(getFakeSendo(app, "eu").requests).toBe(0);
  });

  it("hands its options to the fakes, and shares nothing between two apps", async () => {
    const [one, two] = [await compile(bare(), { campaign: "U7fQ39nX" }), await compile(bare())];
    await one.get<SendoClient>(getSendoToken()).messages.send(MESSAGE);
    expect(getFakeSendo(one).outbox.last().campaign).toBe("U7fQ39nX");
    expect(getFakeSendo(two).outbox.sent).toEqual([]);
  });

  it("leaves webhooks where they are, for TEST_WEBHOOK_TOKEN or a token of the test's", async () => {
    const heard: string[] = [];
    @Injectable()
    class Replies {
      @OnSendoEvent("message.incoming", { account: ["default", "eu"] })
      onReply({ id }: SendoEvent<"message.incoming">): void {
        heard.push(id);
      }
    }
    const tokens = () => {
      throw new Error("the app's own factory was called");
    };
    const imports = () => [
      SendoModule.forRoot({ webhooks: { path: "hook", tokens: "the-real-one" } }),
      SendoModule.forRootAsync({ name: "eu", webhooks: { path: "eu" }, useFactory: tokens }),
    ];
    const start = async (options?: SendoTestOptions): Promise<string> => {
      const app = (await compile(imports(), options, [Replies])).createNestApplication({ logger: false });
      await app.listen(0, "127.0.0.1");
      return app.getUrl();
    };
    const url = await start();
    expect(await deliver(`${url}/hook`, "message.incoming", TEST_WEBHOOK_TOKEN)).toBe(200);
    expect(await deliver(`${url}/hook`, "message.incoming", TEST_WEBHOOK_TOKEN)).toBe(200);
    expect(await deliver(`${url}/hook`, "message.incoming", "the-real-one")).toBe(401);
    expect(await deliver(`${url}/eu`, "message.incoming", TEST_WEBHOOK_TOKEN)).toBe(200);
    expect(heard).toHaveLength(2); // one for each account: the second delivery of one event runs nothing
    const unset = await start({ webhooks: { tokens: undefined } });
    expect(await deliver(`${unset}/hook`, "message.incoming", TEST_WEBHOOK_TOKEN)).toBe(200);
    const other = await start({ webhooks: { tokens: "of-this-test" } });
    expect(await deliver(`${other}/hook`, "message.incoming", "of-this-test")).toBe(200);
    expect(await deliver(`${other}/hook`, "message.incoming", TEST_WEBHOOK_TOKEN)).toBe(401);
  });

  it("reaches accounts of feature modules, and rejects conflicts as the app does", async () => {
    @Module({ imports: [SendoModule.forRoot({ name: "eu" })] })
    class Feature {}
    expect(getFakeSendo(await compile([Feature]), "eu").requests).toBe(0);
    const conflict = compile([Feature, SendoModule.forRoot({ name: "eu", campaign: "other" })]);
    await expect(conflict).rejects.toMatchObject({ code: "config_setup_invalid" });
  });
});

it("getFakeSendo says what to do when the account's client is not a fake", async () => {
  const app = await Test.createTestingModule({ imports: [SendoModule.forRoot(LOCAL)] }).compile();
  onTestFinished(() => app.close());
  expect(() => getFakeSendo(app)).toThrow("overrideSendo(builder)");
});
