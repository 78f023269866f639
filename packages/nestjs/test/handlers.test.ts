import { Controller, Inject, Injectable, Module, Scope } from "@nestjs/common";
import { REQUEST } from "@nestjs/core";
import type { SendoEvent, WebhookContext } from "@sendo/core";
import { concat, defer, delay, EMPTY, finalize, from, of, tap, throwError } from "rxjs";
import { describe, expect, it } from "vitest";
import { OnSendoEvent, SendoModule } from "../src/index.js";
import { deliver, LOCAL, startApp, startFailure, TOKEN } from "./start-app.js";

const path = "hook";
const sendo = () => SendoModule.forRoot({ ...LOCAL, webhooks: { path, tokens: TOKEN, dedupe: false } });

describe("@OnSendoEvent", () => {
  it("is found on providers and controllers, for several types, and runs sorted by class and method name", async () => {
    const heard: string[] = [];
    @Injectable()
    class Zebra {
      @OnSendoEvent("message.incoming")
      first(): void {
        heard.push("Zebra.first");
      }
    }
    @Controller("ant")
    class Ant {
      @OnSendoEvent("message.incoming")
      @OnSendoEvent("message.status")
      late(event: { type: string }): void {
        heard.push(`Ant.late ${event.type}`);
      }
      @OnSendoEvent("message.incoming")
      early(): void {
        heard.push("Ant.early");
      }
    }
    const { url } = await startApp({ imports: [sendo()], providers: [Zebra], controllers: [Ant] });
    expect(await deliver(`${url}/hook`, "message.incoming")).toBe(200);
    expect(heard).toEqual(["Ant.early", "Ant.late message.incoming", "Zebra.first"]);
    heard.length = 0;
    expect(await deliver(`${url}/hook`, "message.status")).toBe(200);
    expect(heard).toEqual(["Ant.late message.status"]);
  });

  it("a handler that throws makes the reply 500 and does not keep the others from running", async () => {
    const heard: string[] = [];
    @Injectable()
    class Handlers {
      @OnSendoEvent("message.incoming")
      async a(): Promise<void> {
        heard.push("a");
        throw new Error("row 17");
      }
      @OnSendoEvent("message.incoming")
      b(): void {
        heard.push("b");
      }
    }
    const { url } = await startApp({ imports: [sendo()], providers: [Handlers] });
    expect(await deliver(`${url}/hook`, "message.incoming")).toBe(500);
    expect(heard).toEqual(["a", "b"]);
  });

  it.each<[string, (ran: () => void) => unknown, number, boolean]>([
    ["an Observable that completes", (ran) => defer(() => of(ran())), 200, true],
    ["an Observable that completes later, without a value", (ran) => EMPTY.pipe(delay(1), finalize(ran)), 200, true],
    ["a promise of an Observable", (ran) => Promise.resolve(from([1, 2]).pipe(tap(ran))), 200, true],
    ["an Observable that fails", () => throwError(() => new Error("row 17")), 500, false],
    [
      "a promise of an Observable that fails",
      () =>
        Promise.resolve(
          concat(
            of(1),
            throwError(() => 1),
          ),
        ),
      500,
      false,
    ],
    ["a promise that fails", () => Promise.reject(new Error("row 17")), 500, false],
    ["a value with `subscribe` that is no Observable", () => ({ subscribe: () => {} }), 200, false],
  ])("nest#2209: a handler may return %s", async (_what, run, status, hasRun) => {
    let runs = 0;
    @Injectable()
    class Handlers {
      @OnSendoEvent("message.incoming")
      on(): unknown {
        return run(() => void (runs += 1));
      }
    }
    const { url } = await startApp({ imports: [sendo()], providers: [Handlers] });
    expect(await deliver(`${url}/hook`, "message.incoming")).toBe(status);
    expect(runs > 0).toBe(hasRun);
  });

  it("is inherited, and runs the method that overrides it, once", async () => {
    const heard: string[] = [];
    abstract class Base {
      @OnSendoEvent("message.incoming")
      on(): void {
        heard.push("base");
      }
    }
    @Injectable()
    class Child extends Base {
      @OnSendoEvent("message.incoming")
      override on(): void {
        heard.push("child");
      }
    }
    const { url } = await startApp({ imports: [sendo()], providers: [Child] });
    expect(await deliver(`${url}/hook`, "message.incoming")).toBe(200);
    expect(heard).toEqual(["child"]);
  });

  it("runs on a new instance for each delivery in a request-scoped provider or controller", async () => {
    const instances = new Set<unknown>();
    const seen: unknown[] = [];
    @Injectable({ scope: Scope.REQUEST })
    class PerDelivery {
      constructor(@Inject(REQUEST) private readonly request: unknown) {}
      @OnSendoEvent("message.incoming")
      on(event: SendoEvent): void {
        instances.add(this);
        seen.push(this.request === event);
      }
    }
    @Controller({ path: "c", scope: Scope.REQUEST })
    class PerDeliveryController {
      constructor(@Inject(REQUEST) private readonly request: unknown) {}
      @OnSendoEvent("message.incoming")
      on(event: SendoEvent): void {
        instances.add(this);
        seen.push(this.request === event);
      }
    }
    const { url } = await startApp({
      imports: [sendo()],
      providers: [PerDelivery],
      controllers: [PerDeliveryController],
    });
    for (let i = 0; i < 2; i++) expect(await deliver(`${url}/hook`, "message.incoming")).toBe(200);
    expect(instances.size).toBe(4);
    expect(seen).toEqual([true, true, true, true]);
  });

  it("an alias of a provider does not make it run twice", async () => {
    let runs = 0;
    @Injectable()
    class Handlers {
      @OnSendoEvent("message.incoming")
      on(): void {
        runs++;
      }
    }
    const { url } = await startApp({
      imports: [sendo()],
      providers: [Handlers, { provide: "alias", useExisting: Handlers }],
    });
    await deliver(`${url}/hook`, "message.incoming");
    expect(runs).toBe(1);
  });

  it("hears the account that it names, and no other", async () => {
    const heard: string[] = [];
    @Injectable()
    class Handlers {
      @OnSendoEvent("message.incoming", { account: "eu" })
      eu(): void {
        heard.push("eu");
      }
      @OnSendoEvent("message.incoming")
      mine(): void {
        heard.push("mine");
      }
    }
    const eu = SendoModule.forRoot({ ...LOCAL, name: "eu", webhooks: { path: "eu", tokens: "t0ken-eu" } });
    const { url } = await startApp({ imports: [sendo(), eu], providers: [Handlers] });
    expect(await deliver(`${url}/eu`, "message.incoming", "t0ken-eu")).toBe(200);
    expect(await deliver(`${url}/eu`, "message.incoming")).toBe(401);
    expect(heard).toEqual(["eu"]);
  });
});

describe("@OnSendoEvent with several accounts", () => {
  const account = (name: string) =>
    SendoModule.forRoot({ ...LOCAL, name, webhooks: { path: name, tokens: [{ name, token: `t0ken-${name}` }] } });

  it("hears each of them once, tells them apart, and runs on the same instance", async () => {
    const heard: string[] = [];
    @Injectable()
    class Handlers {
      @OnSendoEvent("message.incoming", { account: ["eu", "us", "eu"] })
      on(_event: SendoEvent<"message.incoming">, { tokenName }: WebhookContext): void {
        heard.push(tokenName);
      }
    }
    const { url } = await startApp({ imports: [account("eu"), account("us"), sendo()], providers: [Handlers] });
    expect(await deliver(`${url}/us`, "message.incoming", "t0ken-us")).toBe(200);
    expect(await deliver(`${url}/eu`, "message.incoming", "t0ken-eu")).toBe(200);
    expect(await deliver(`${url}/hook`, "message.incoming")).toBe(200);
    expect(heard).toEqual(["us", "eu"]);
  });

  it("does not start when one of them does not exist, and a list that is empty at once", async () => {
    @Injectable()
    class Handlers {
      @OnSendoEvent("message.incoming", { account: ["eu", "us"] })
      on(): void {}
    }
    expect((await startFailure({ imports: [account("eu")], providers: [Handlers] })).message).toContain('"us"');
    expect(() => {
      class Wrong {
        @OnSendoEvent("message.incoming", { account: [] })
        on(): void {}
      }
      return Wrong;
    }).toThrow("Wrong.on has an empty `account` list");
  });
});

describe("the app does not start", () => {
  const handlers = (account?: string, type = "message.incoming") => {
    @Injectable()
    class Waitlist {
      @OnSendoEvent(type as "message.incoming", account === undefined ? {} : { account })
      onReply(): void {}
    }
    return Waitlist;
  };

  it("with a handler for an account that does not exist", async () => {
    const failure = await startFailure({ imports: [sendo()], providers: [handlers("us")] });
    expect(failure).toMatchObject({ code: "config_setup_invalid" });
    expect(failure.message).toBe(
      'Waitlist.onReply handles events from the Sendo account "us", which is not registered (registered: "default").',
    );
  });

  it("with a handler on an account without webhooks", async () => {
    const failure = await startFailure({ imports: [SendoModule.forRoot(LOCAL)], providers: [handlers()] });
    expect(failure.message).toMatch(/^Waitlist\.onReply .* "default", which has no webhooks/);
  });

  it("with a handler of a type that does not exist", async () => {
    const failure = await startFailure({ imports: [sendo()], providers: [handlers(undefined, "message.sent")] });
    expect(failure.message).toMatch(/^Waitlist\.onReply .* message\.incoming, message\.status, recipient\.optout/);
  });

  it("with a handler in a class that nobody provides, unless something else handles the type", async () => {
    const Waitlist = handlers();
    const failure = await startFailure({ imports: [sendo()] });
    expect(failure.message).toContain("Waitlist.onReply handles message.incoming, but no module provides Waitlist");
    const Stub = handlers();
    const { url } = await startApp({ imports: [sendo()], providers: [Stub] });
    expect(await deliver(`${url}/hook`, "message.incoming")).toBe(200);
    // Somebody provides it: another app of this process may do without.
    await startApp({ imports: [sendo()], providers: [Waitlist] });
    await startApp({ imports: [sendo()] });
  });

  it("but it does where nothing is delivered to that account, and where a test has put something in the class's place", async () => {
    const Waitlist = handlers();
    await startApp({ imports: [SendoModule.forRoot(LOCAL)] });
    await startApp({ imports: [sendo()], providers: [{ provide: Waitlist, useValue: {} }] });
  });

  it("with a class whose handlers would run twice, since two modules provide it", async () => {
    const Waitlist = handlers();
    @Module({ providers: [Waitlist] })
    class Tables {}
    const failure = await startFailure({ imports: [sendo(), Tables], providers: [Waitlist] });
    expect(failure.message).toMatch(/Waitlist is provided in \w+ and again in \w+/);
  });

  it("or rather is not even defined, with a handler on a static method", () => {
    expect(() => {
      class Wrong {
        @OnSendoEvent("message.incoming")
        static on(): void {}
      }
      return Wrong;
    }).toThrow("Wrong.on");
  });
});
