import { Injectable, Module } from "@nestjs/common";
import { ConditionalModule, ConfigModule } from "@nestjs/config";
import { describe, expect, it } from "vitest";
import { OnSendoEvent, SendoModule } from "../src/index.js";
import { deliver, environment, LOCAL, startApp, startFailure, TOKEN } from "./start-app.js";

const sendo = () => SendoModule.forRoot({ ...LOCAL, webhooks: { path: "hook", tokens: TOKEN, dedupe: false } });
const heard: string[] = [];

describe("a module that ConditionalModule has switched off", () => {
  const config = ConfigModule.forRoot({ ignoreEnvFile: true });

  it("does not stop the app if its handler says so, and its events are answered 200", async () => {
    @Injectable()
    class Replies {
      @OnSendoEvent("message.incoming", { whenNotProvided: "ignore" })
      onReply(): void {
        heard.push("reply");
      }
    }
    @Module({ providers: [Replies] })
    class RepliesModule {}
    const imports = async () => [await config, sendo(), await ConditionalModule.registerWhen(RepliesModule, "REPLIES")];
    environment({ REPLIES: "false" });
    const off = await startApp({ imports: await imports() });
    expect(await deliver(`${off.url}/hook`, "message.incoming")).toBe(200);
    expect(heard).toEqual([]);
    environment({ REPLIES: "true" });
    const on = await startApp({ imports: await imports() });
    expect(await deliver(`${on.url}/hook`, "message.incoming")).toBe(200);
    expect(heard).toEqual(["reply"]);
  });

  it("stops the app otherwise, with an error that names the option", async () => {
    @Injectable()
    class Statuses {
      @OnSendoEvent("message.status")
      onStatus(): void {}
    }
    @Module({ providers: [Statuses] })
    class StatusesModule {}
    environment({ STATUSES: "false" });
    const imports = [config, sendo(), await ConditionalModule.registerWhen(StatusesModule, "STATUSES")];
    const { message } = await startFailure({ imports });
    expect(message).toContain("Statuses.onStatus handles message.status, but no module provides Statuses");
    expect(message).toContain("`whenNotProvided`");
    @Module({ imports: [sendo()], providers: [Statuses] })
    class Provided {}
    await startApp({ imports: [Provided] }); // so that no other test complains
  });

  it("rejects a value that does not exist", () => {
    const options = { whenNotProvided: "later" } as object;
    expect(() => OnSendoEvent("message.incoming", options)).toThrow('must be "ignore" or "retry"');
  });
});
