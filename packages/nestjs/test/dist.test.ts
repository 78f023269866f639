import { createRequire } from "node:module";
import type { INestApplication } from "@nestjs/common";
import { Injectable, Module } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { Test } from "@nestjs/testing";
import type { Sendo } from "@sendo/core";
import { describe, expect, it, onTestFinished } from "vitest";
import { deliver, LOCAL, TOKEN } from "./start-app.js";

type Package = typeof import("../src/index.js");
// Not from the source, where a test runner may add what the build does not have: metadata of constructor parameters.
const load: [string, () => Promise<Package>][] = [
  ["ESM", () => import("@sendo/nestjs") as unknown as Promise<Package>],
  ["CJS", async () => createRequire(import.meta.url)("@sendo/nestjs") as Package],
];

describe.each(load)("the built package as %s", (_format, importPackage) => {
  it("injects, delivers and closes", async () => {
    const { SendoModule, InjectSendo, OnSendoEvent, getSendoToken } = await importPackage();
    const heard: unknown[] = [];
    @Injectable()
    class Waitlist {
      constructor(@InjectSendo() readonly sendo: unknown) {}
      @OnSendoEvent("message.incoming")
      onReply(event: { id: string }): void {
        heard.push(event.id, this.sendo);
      }
    }
    @Module({
      imports: [SendoModule.forRoot({ ...LOCAL, webhooks: { path: "hook", tokens: TOKEN } })],
      providers: [Waitlist],
    })
    class AppModule {}
    const app: INestApplication = await NestFactory.create(AppModule, { logger: false, abortOnError: false });
    onTestFinished(() => app.close());
    await app.listen(0, "127.0.0.1");
    expect(await deliver(`${await app.getUrl()}/hook`, "message.incoming")).toBe(200);
    expect(heard).toEqual(["e-message.incoming", app.get(getSendoToken())]);
    const client = app.get<Sendo>(getSendoToken());
    await app.close();
    await expect(client.messages.send({ to: "+12065550142", body: "x", campaign: "c" })).rejects.toMatchObject({
      code: "client_closed",
    });
  });
});

type Testing = typeof import("../src/testing/index.js");
const loadTesting: [string, () => Promise<Package & Testing>][] = [
  ["ESM", async () => ({ ...(await load[0]![1]()), ...(await import("@sendo/nestjs/testing")) })],
  [
    "CJS",
    async () => {
      const require = createRequire(import.meta.url);
      return { ...(require("@sendo/nestjs") as Package), ...(require("@sendo/nestjs/testing") as Testing) };
    },
  ],
  // A test that is an ES module, of an app that is not.
  ["ESM beside CJS", async () => ({ ...(await load[1]![1]()), ...(await import("@sendo/nestjs/testing")) })],
];

it.each(loadTesting)(
  "overrideSendo of the built package replaces its accounts, as %s",
  async (_format, importPackages) => {
    const { SendoModule, getSendoToken, overrideSendo, getFakeSendo } = await importPackages();
    const imports = [SendoModule, SendoModule.forRoot({ name: "eu" })];
    const app = await overrideSendo(Test.createTestingModule({ imports })).compile();
    onTestFinished(() => app.close());
    for (const name of [undefined, "eu"]) expect(getFakeSendo(app, name).client).toBe(app.get(getSendoToken(name)));
  },
);
