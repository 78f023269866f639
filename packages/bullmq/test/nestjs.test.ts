import "reflect-metadata";
import { Injectable, Module, Scope } from "@nestjs/common";
import { REQUEST } from "@nestjs/core";
import { Test } from "@nestjs/testing";
import { SendoModule } from "@sendo/nestjs";
import { redisIdempotencyStore } from "@sendo/redis";
import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { OutboxMessage, SendoOutbox } from "../src/index.js";
import { getSendoOutboxToken, InjectSendoOutbox, SendoOutboxModule } from "../src/nestjs.js";
import { next, setUpLab, MESSAGE } from "./support/lab.js";

const lab = setUpLab();

@Injectable()
class Reminders {
  constructor(@InjectSendoOutbox() readonly outbox: SendoOutbox) {}
}

@Injectable()
class OtherReminders {
  constructor(@InjectSendoOutbox("other") readonly outbox: SendoOutbox) {}
}

@Module({ providers: [Reminders], exports: [Reminders] })
class Feature {}

const sendoModule = (): ReturnType<typeof SendoModule.forRoot> =>
  SendoModule.forRoot({
    ...lab.sandbox().clientOptions,
    idempotency: redisIdempotencyStore(lab.redis(), { prefix: randomUUID() }),
  });

describe.runIf(lab.available)("SendoOutboxModule", () => {
  test("provides the outbox in every module, sends while the app runs, and drains when the app closes", async () => {
    const name = randomUUID();
    const app = await Test.createTestingModule({
      imports: [Feature, sendoModule(), SendoOutboxModule.forRoot({ connection: lab.redis(), name, work: {} })],
    }).compile();
    const { outbox } = app.get(Reminders);
    expect(app.get(getSendoOutboxToken())).toBe(outbox);
    const heard = next(outbox, "accepted");
    await app.init();
    await outbox.enqueue(MESSAGE, { idempotencyKey: "a" });
    expect(await heard).toMatchObject({ state: "accepted" });
    const states: OutboxMessage["state"][] = [];
    outbox.on("accepted", ({ state }) => states.push(state));
    outbox.on("review", ({ state }) => states.push(state));
    await outbox.enqueue(MESSAGE, { idempotencyKey: "b" });
    // In flight: before that, closing puts a message back.
    await expect.poll(() => lab.sandbox().messages().length).toBe(2);
    await app.close();
    expect(states).toEqual(["accepted"]);
    await expect(outbox.find("b")).rejects.toMatchObject({ code: "config_setup_invalid" });
    expect(await lab.redis().ping()).toBe("PONG");
  });

  test.each(["before the outbox", "after the outbox"])(
    "nestjs/bull#2069: a job that is running when the app closes can still enqueue, in a module imported %s",
    async (place) => {
      const done: Record<string, unknown> = {};
      @Injectable()
      class Jobs {
        constructor(@InjectSendoOutbox() private readonly outbox: SendoOutbox) {}
        beforeApplicationShutdown = (): Promise<void> => this.finish("beforeApplicationShutdown");
        onApplicationShutdown = (): Promise<void> => this.finish("onApplicationShutdown");
        private async finish(hook: string): Promise<void> {
          done[hook] = (await this.outbox.enqueue(MESSAGE, { idempotencyKey: hook })).state;
        }
      }
      const jobs = { module: class JobsModule {}, providers: [Jobs] };
      const outbox = SendoOutboxModule.forRoot({ connection: lab.redis(), name: randomUUID() });
      const imports = place === "before the outbox" ? [jobs, sendoModule(), outbox] : [sendoModule(), outbox, jobs];
      const app = await Test.createTestingModule({ imports }).compile();
      await app.init();
      const running = app.get<SendoOutbox>(getSendoOutboxToken(), { strict: false });
      await app.close();
      expect(done).toEqual({ beforeApplicationShutdown: "waiting", onApplicationShutdown: "waiting" });
      await expect(running.find("onApplicationShutdown")).rejects.toMatchObject({ code: "config_setup_invalid" });
    },
  );

  test("does not send without `work`, and takes late options and several outboxes", async () => {
    const token = Symbol("redis");
    const app = await Test.createTestingModule({
      imports: [
        sendoModule(),
        SendoOutboxModule.forRootAsync({
          outbox: "other",
          imports: [
            { module: class {}, providers: [{ provide: token, useFactory: () => lab.redis() }], exports: [token] },
          ],
          inject: [token],
          useFactory: (connection: ReturnType<typeof lab.redis>) => ({ connection, name: randomUUID() }),
        }),
        SendoOutboxModule.forRoot({ connection: lab.redis(), name: randomUUID() }),
      ],
      providers: [Reminders, OtherReminders],
    }).compile();
    await app.init();
    const { outbox } = app.get(OtherReminders);
    expect(outbox).not.toBe(app.get(Reminders).outbox);
    await outbox.enqueue(MESSAGE, { idempotencyKey: "a" });
    expect(await outbox.queues.messages.getWorkersCount()).toBe(0);
    await app.close();
  });

  test.each([
    ["no client", () => SendoOutboxModule.forRoot({ connection: lab.redis() }), /SendoModule/],
    [
      "a client without idempotency",
      () =>
        SendoOutboxModule.forRoot({
          connection: lab.redis(),
          sendo: lab.client({ idempotency: undefined as never }),
          work: {},
        }),
      /idempotency/,
    ],
    [
      "a factory that returns nothing",
      () => SendoOutboxModule.forRootAsync({ useFactory: () => undefined as never }),
      /SendoModule/,
    ],
  ])("refuses to start with %s", async (_, module, message) => {
    const start = async (): Promise<void> => {
      const app = await Test.createTestingModule({ imports: [module()] }).compile();
      await app.init().finally(() => app.close());
    };
    await expect(start()).rejects.toMatchObject({
      code: "config_setup_invalid",
      message: expect.stringMatching(message),
    });
  });

  describe("rejects at startup an outbox that depends on the request", () => {
    const tenant = Symbol("tenant");
    const tenants = {
      module: class {},
      global: true,
      providers: [{ provide: tenant, useFactory: () => "acme", scope: Scope.REQUEST }],
      exports: [tenant],
    };
    const late = (): object => ({
      ...lab.sandbox().clientOptions,
      idempotency: redisIdempotencyStore(lab.redis(), { prefix: randomUUID() }),
    });
    const outbox = (options: object = {}): ReturnType<typeof SendoOutboxModule.forRoot> =>
      SendoOutboxModule.forRoot({ connection: lab.redis(), name: randomUUID(), work: {}, ...options });

    test.each<[string, () => object[], RegExp]>([
      [
        "through REQUEST in the account's factory",
        () => [SendoModule.forRootAsync({ inject: [REQUEST], useFactory: late }), outbox()],
        /outbox "default" depends on the request \(through REQUEST\).* account "default" in SendoModule.*`account`/,
      ],
      [
        "through a request-scoped provider of a named account",
        () => [
          SendoModule.forRootAsync({ name: "eu", inject: [tenant], useFactory: late }),
          outbox({ outbox: "bills", account: "eu" }),
        ],
        /outbox "bills" .*\(through Symbol\(tenant\)\).* account "eu" in SendoModule/,
      ],
      [
        "through its own factory",
        () => [
          sendoModule(),
          SendoOutboxModule.forRootAsync({
            inject: [tenant],
            useFactory: () => ({ connection: lab.redis(), name: randomUUID(), work: {} }),
          }),
        ],
        /\(through Symbol\(tenant\)\), because the factory passed to SendoOutboxModule.forRootAsync/,
      ],
    ])("%s", async (_, modules, message) => {
      const app = await Test.createTestingModule({ imports: [tenants, ...modules()] as never }).compile();
      const start = app.init().finally(() => app.close());
      await expect(start).rejects.toMatchObject({
        code: "config_setup_invalid",
        message: expect.stringMatching(message),
      });
    });

    test("starts if the outbox has its own client or another account", async () => {
      const sendo = lab.client();
      const app = await Test.createTestingModule({
        imports: [
          SendoModule.forRootAsync({ inject: [REQUEST], useFactory: late }),
          SendoModule.forRoot({ name: "eu", ...late() }),
          outbox({ sendo }),
          outbox({ outbox: "other", account: "eu" }),
        ],
        providers: [Reminders, OtherReminders],
      }).compile();
      await app.init();
      for (const each of [app.get(Reminders), app.get(OtherReminders)]) {
        const heard = next(each.outbox, "accepted");
        await each.outbox.enqueue(MESSAGE, { idempotencyKey: "a" });
        expect(await heard).toMatchObject({ state: "accepted" });
      }
      await app.close();
    });
  });

  test("forRootAsync without a factory throws immediately", () => {
    expect(() => SendoOutboxModule.forRootAsync({})).toThrow(/useFactory/);
  });
});
