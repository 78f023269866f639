import { Inject, Injectable, Module, Scope } from "@nestjs/common";
import { ContextIdFactory, REQUEST, type ContextId, type ContextIdStrategy } from "@nestjs/core";
import type { SendoEvent } from "@sendo/core";
import { describe, expect, it, onTestFinished } from "vitest";
import { OnSendoEvent, SendoModule } from "../src/index.js";
import { deliver, LOCAL, startApp, TOKEN } from "./start-app.js";

const sendo = (name: string) =>
  SendoModule.forRoot({ ...LOCAL, name, webhooks: { path: name, tokens: TOKEN, dedupe: false } });

/** What each run of a handler saw: the instance that ran, and what its `REQUEST` was. */
interface Run {
  readonly self: object;
  readonly request?: unknown;
  readonly event: SendoEvent;
}

/** Delivers twice, one after the other, and twice at once. */
async function deliverFour(url: string): Promise<void> {
  for (let i = 0; i < 2; i++) expect(await deliver(`${url}/eu`, "message.incoming")).toBe(200);
  expect(await Promise.all([1, 2].map(() => deliver(`${url}/eu`, "message.incoming")))).toEqual([200, 200]);
}

describe("handlers of each scope", () => {
  it("a singleton that needs something request-scoped is itself made for each delivery, with the event as REQUEST", async () => {
    const runs: Run[] = [];
    @Injectable({ scope: Scope.REQUEST })
    class Unit {
      constructor(@Inject(REQUEST) readonly request: unknown) {}
    }
    @Injectable()
    class Handlers {
      constructor(@Inject(Unit) private readonly unit: Unit) {}
      @OnSendoEvent("message.incoming", { account: "eu" })
      on(event: SendoEvent): void {
        runs.push({ self: this, request: this.unit.request, event });
      }
    }
    const { url } = await startApp({ imports: [sendo("eu")], providers: [Unit, Handlers] });
    await deliverFour(url);
    expect(new Set(runs.map(({ self }) => self)).size).toBe(4);
    for (const { request, event } of runs) expect(request).toBe(event);
  });

  it("the handlers of one delivery share what is request-scoped, across classes", async () => {
    const runs: object[] = [];
    @Injectable({ scope: Scope.REQUEST })
    class Unit {}
    @Injectable()
    class Others {
      constructor(@Inject(Unit) private readonly unit: Unit) {}
      @OnSendoEvent("message.incoming", { account: "eu" })
      on(): void {
        runs.push(this.unit);
      }
    }
    @Injectable({ scope: Scope.REQUEST })
    class Handlers {
      constructor(@Inject(Unit) private readonly unit: Unit) {}
      @OnSendoEvent("message.incoming", { account: "eu" })
      first(): void {
        runs.push(this, this.unit);
      }
      @OnSendoEvent("message.incoming", { account: "eu" })
      second(): void {
        runs.push(this, this.unit);
      }
    }
    const { url } = await startApp({ imports: [sendo("eu")], providers: [Unit, Handlers, Others] });
    for (let i = 0; i < 2; i++) expect(await deliver(`${url}/eu`, "message.incoming")).toBe(200);
    expect(runs).toHaveLength(10);
    // One instance of each class and one unit for a delivery; `Others` saw the same unit.
    expect([new Set(runs.slice(0, 5)).size, new Set(runs.slice(5)).size, new Set(runs).size]).toEqual([2, 2, 4]);
  });

  it("a transient provider is made for each delivery, and with what it depends on", async () => {
    const runs: object[] = [];
    let made = 0;
    @Injectable()
    class Replies {
      readonly number = ++made;
    }
    @Injectable({ scope: Scope.TRANSIENT })
    class Handlers {
      constructor(@Inject(Replies) readonly replies: Replies) {}
      @OnSendoEvent("message.incoming", { account: "eu" })
      on(): void {
        runs.push(this);
        expect(this.replies.number).toBe(1);
      }
    }
    const { url } = await startApp({ imports: [sendo("eu")], providers: [Replies, Handlers] });
    await deliverFour(url);
    expect(new Set(runs).size).toBe(4);
    expect(made).toBe(1);
  });

  it("a durable provider is made for each delivery too, and the app's strategy for requests is not asked about events", async () => {
    const asked: unknown[] = [];
    // As Nest's documentation writes one: it takes whatever it is given for a request of the platform.
    const strategy: ContextIdStrategy<{ headers: Record<string, string> }> = {
      attach(_contextId: ContextId, request) {
        asked.push(request);
        return { resolve: (info) => (info.isTreeDurable ? tenant : _contextId), payload: request.headers };
      },
    };
    const tenant = ContextIdFactory.create();
    const before = ContextIdFactory as unknown as { strategy?: unknown };
    const kept = before.strategy;
    ContextIdFactory.apply(strategy as ContextIdStrategy);
    onTestFinished(() => void (before.strategy = kept));

    const runs: Run[] = [];
    @Injectable({ scope: Scope.REQUEST, durable: true })
    class Handlers {
      constructor(@Inject(REQUEST) private readonly request: unknown) {}
      @OnSendoEvent("message.incoming", { account: "eu" })
      on(event: SendoEvent): void {
        runs.push({ self: this, request: this.request, event });
      }
    }
    const { url } = await startApp({ imports: [sendo("eu")], providers: [Handlers] });
    await deliverFour(url);
    expect(new Set(runs.map(({ self }) => self)).size).toBe(4);
    for (const { request, event } of runs) expect(request).toBe(event);
    expect(asked).toEqual([]);
  });

  it("each runs in the module that provides it, with that module's own providers", async () => {
    const seen: string[] = [];
    const feature = (name: string) => {
      @Injectable({ scope: Scope.REQUEST })
      class Handlers {
        constructor(@Inject("where") private readonly where: string) {}
        @OnSendoEvent("message.incoming", { account: ["eu", "us"] })
        on(): void {
          seen.push(this.where);
        }
      }
      @Module({ providers: [Handlers, { provide: "where", useValue: name }] })
      class Feature {}
      return Feature;
    };
    const { url } = await startApp({ imports: [sendo("eu"), sendo("us"), feature("bar"), feature("kitchen")] });
    expect(await deliver(`${url}/eu`, "message.incoming")).toBe(200);
    expect(await deliver(`${url}/us`, "message.incoming")).toBe(200);
    expect(seen.sort()).toEqual(["bar", "bar", "kitchen", "kitchen"]);
  });
});
