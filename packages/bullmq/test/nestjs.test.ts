import "reflect-metadata";
import { Injectable, Module } from "@nestjs/common";
import { Test } from "@nestjs/testing";
import { SendoModule } from "@sendo/nestjs";
import { redisIdempotencyStore } from "@sendo/redis";
import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { OutboxText, SendoOutbox } from "../src/index.js";
import { getSendoOutboxToken, InjectSendoOutbox, SendoOutboxModule } from "../src/nestjs.js";
import { next, setUpLab, TEXT } from "./support/lab.js";

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
  test("gives the outbox to every module, sends while the app runs, and drains when it closes", async () => {
    const name = randomUUID();
    const app = await Test.createTestingModule({
      imports: [Feature, sendoModule(), SendoOutboxModule.forRoot({ connection: lab.redis(), name, work: {} })],
    }).compile();
    const { outbox } = app.get(Reminders);
    expect(app.get(getSendoOutboxToken())).toBe(outbox);
    const heard = next(outbox, "accepted");
    await app.init();
    await outbox.enqueue(TEXT, { idempotencyKey: "a" });
    expect(await heard).toMatchObject({ state: "accepted" });
    const states: OutboxText["state"][] = [];
    outbox.on("accepted", ({ state }) => states.push(state));
    outbox.on("review", ({ state }) => states.push(state));
    await outbox.enqueue(TEXT, { idempotencyKey: "b" });
    await expect.poll(() => outbox.find("b")).not.toMatchObject({ state: "waiting" });
    await app.close();
    expect(states).toEqual(["accepted"]);
    await expect(outbox.find("b")).rejects.toMatchObject({ code: "config_setup_invalid" });
    expect(await lab.redis().ping()).toBe("PONG");
  });

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
    await outbox.enqueue(TEXT, { idempotencyKey: "a" });
    expect(await outbox.queues.texts.getWorkersCount()).toBe(0);
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

  test("forRootAsync without a factory is refused where it is written", () => {
    expect(() => SendoOutboxModule.forRootAsync({})).toThrow(/useFactory/);
  });
});
