import { Inject, Injectable, Module, Scope } from "@nestjs/common";
import { DiscoveryService, LazyModuleLoader, NestFactory, REQUEST } from "@nestjs/core";
import type { SendoEvent } from "@sendo/core";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { OnSendoEvent, SendoModule } from "../src/index.js";
import { PLATFORMS } from "./platforms.js";
import { deliver, LOCAL, startApp, TOKEN } from "./start-app.js";

const sendo = () => SendoModule.forRoot({ ...LOCAL, webhooks: { path: "hook", tokens: TOKEN, dedupe: false } });
const heard: string[] = [];
beforeEach(() => void (heard.length = 0));

@Injectable()
class Lazy {
  @OnSendoEvent("message.incoming", { whenNotProvided: "retry" })
  onReply(): void {
    heard.push("lazy");
  }
}
@Injectable({ scope: Scope.REQUEST })
class PerDelivery {
  constructor(@Inject(REQUEST) private readonly event: SendoEvent) {}
  @OnSendoEvent("message.status", { whenNotProvided: "ignore" })
  onStatus(event: SendoEvent): void {
    heard.push(`per delivery ${this.event === event}`);
  }
}
@Injectable()
class Eager {
  @OnSendoEvent("message.incoming")
  onReply(): void {
    heard.push("eager");
  }
}
@Module({
  providers: [Lazy, PerDelivery, { provide: "slow", useFactory: () => made }],
})
class LazyModule {}
let made: Promise<void>;

describe.each(PLATFORMS)("docs.nestjs.com#2276: handlers of a module that is loaded lazily, on %s", (platform) => {
  it("are found when it has loaded, whatever their scope, and before that their events are answered as they say", async () => {
    let finish = (): void => {};
    made = new Promise((resolve) => (finish = resolve));
    const { app, url } = await startApp({ imports: [sendo()], providers: [Eager] }, undefined, platform);
    expect(await deliver(`${url}/hook`, "message.incoming")).toBe(503);
    expect(await deliver(`${url}/hook`, "message.status")).toBe(200);
    expect(heard).toEqual([]);

    const loading = app.get(LazyModuleLoader, { strict: false }).load(() => LazyModule);
    // In the middle of loading, a delivery must not fix what is found.
    expect([200, 503]).toContain(await deliver(`${url}/hook`, "message.incoming"));
    finish();
    await loading;
    heard.length = 0;
    expect(await deliver(`${url}/hook`, "message.incoming")).toBe(200);
    expect(await deliver(`${url}/hook`, "message.status")).toBe(200);
    expect(heard).toEqual(["eager", "lazy", "per delivery true"]);
    const explored = vi.spyOn(app.get(DiscoveryService, { strict: false }), "getProviders");
    expect(await deliver(`${url}/hook`, "message.incoming")).toBe(200);
    expect(explored).not.toHaveBeenCalled(); // only after a module was added
  });
});

it("a lazily loaded handler that no event can reach is logged, and the others run", async () => {
  const errors: unknown[] = [];
  const logger = { log() {}, warn() {}, error: (line: { message: string }) => void errors.push(line.message) };
  @Injectable()
  class OptOuts {
    @OnSendoEvent("recipient.optout")
    on(): void {
      heard.push("opt-out");
    }
  }
  @Injectable()
  class Lost {
    @OnSendoEvent("recipient.optout", { account: "eu", whenNotProvided: "ignore" })
    on(): void {}
  }
  @Module({ providers: [Lost, OptOuts] })
  class LazyModule {}
  @Module({ imports: [sendo()], providers: [OptOuts] })
  class AppModule {}
  const app = await NestFactory.create(AppModule, { logger, abortOnError: false });
  onTestFinished(() => app.close());
  await app.listen(0, "127.0.0.1");
  await app.get(LazyModuleLoader).load(() => LazyModule);
  for (let i = 0; i < 2; i++) expect(await deliver(`${await app.getUrl()}/hook`, "recipient.optout")).toBe(200);
  expect(heard).toEqual(["opt-out", "opt-out"]);
  expect(errors).toEqual([
    'Lost.on handles events from the Sendo account "eu", which is not registered (registered: "default").',
    expect.stringContaining("OptOuts is provided in AppModule and again in LazyModule"),
  ]);
});
