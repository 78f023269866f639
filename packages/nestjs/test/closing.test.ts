import { BullModule, Processor, WorkerHost } from "@nestjs/bullmq";
import {
  Inject,
  Injectable,
  Module,
  type BeforeApplicationShutdown,
  type DynamicModule,
  type ModuleMetadata,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { hasRedis, startRedis } from "@sendo-internal/test-kit/redis";
import type { Sendo, SendoClient, SendoOptions } from "@sendo/core";
import { Queue, type Job } from "bullmq";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { beforeAll, afterAll, describe, expect, it, onTestFinished } from "vitest";
import { getSendoToken, InjectSendo, SendoModule } from "../src/index.js";
import { PLATFORMS } from "./platforms.js";
import { LOCAL, startApp } from "./start-app.js";

const MESSAGE = { to: "+12065550142", body: "Your table is ready", campaign: "U7fQ39nX" } as const;

/** Accepts every message without a network. */
const transport: SendoOptions["transport"] = {
  start: () => ({
    result: Promise.resolve({
      response: { httpStatus: 200, headers: {}, body: '{"success":true,"id":"m-1"}', complete: true },
    }),
    cancel: () => true,
  }),
};
const sendo = () => SendoModule.forRoot({ ...LOCAL, transport });

async function codeOf(sending: Promise<unknown>): Promise<unknown> {
  return sending.then(
    () => "sent",
    (error: { code: string }) => error.code,
  );
}

/** What each hook of a job could still do. */
const outcomes: Record<string, unknown> = {};

@Injectable()
class Jobs implements OnModuleDestroy, BeforeApplicationShutdown, OnApplicationShutdown {
  constructor(@InjectSendo() private readonly sendo: SendoClient) {}

  async onModuleDestroy(): Promise<void> {
    outcomes.onModuleDestroy = await codeOf(this.sendo.messages.send(MESSAGE));
  }
  async beforeApplicationShutdown(): Promise<void> {
    outcomes.beforeApplicationShutdown = await codeOf(this.sendo.messages.send(MESSAGE));
  }
  async onApplicationShutdown(): Promise<void> {
    outcomes.onApplicationShutdown = await codeOf(this.sendo.messages.send(MESSAGE));
  }
}

/** Sends from the hook of a module class, which Nest calls after those of its providers. */
class LastHook implements OnApplicationShutdown {
  constructor(@InjectSendo() private readonly sendo: SendoClient) {}

  async onApplicationShutdown(): Promise<void> {
    outcomes.ofModule = await codeOf(this.sendo.messages.send(MESSAGE));
  }
}

const jobs = (global: boolean): DynamicModule => {
  @Module({})
  class JobsModule extends LastHook {}
  return { module: JobsModule, global, providers: [Jobs] };
};
const deep = (imports: ModuleMetadata["imports"] = []): DynamicModule => ({
  module: class Deep {},
  imports: [{ module: class Deeper {}, imports }],
});

describe.each(PLATFORMS)("nestjs/bull#2069: jobs that run while an app on %s closes can still send", (platform) => {
  it.each<[string, () => NonNullable<ModuleMetadata["imports"]>]>([
    ["in a module imported first", () => [jobs(false), sendo()]],
    ["in a module imported last", () => [sendo(), jobs(false)]],
    ["in a global module imported first", () => [jobs(true), sendo()]],
    ["in a global module imported last", () => [sendo(), jobs(true)]],
    ["in a module far below one that imports Sendo", () => [sendo(), deep([jobs(false)])]],
    ["in a global module far below", () => [deep([jobs(true)]), sendo()]],
    ["in a module above the one that imports Sendo", () => [jobs(false), deep([sendo()])]],
  ])("%s", async (_where, imports) => {
    for (const hook of Object.keys(outcomes)) delete outcomes[hook];
    const { app } = await startApp({ imports: imports() }, undefined, platform);
    const client = app.get<Sendo>(getSendoToken(), { strict: false });
    await app.close();
    expect(outcomes).toEqual({
      onModuleDestroy: "sent",
      beforeApplicationShutdown: "sent",
      onApplicationShutdown: "sent",
      ofModule: "sent",
    });
    expect(await codeOf(client.messages.send(MESSAGE))).toBe("client_closed");
  });
});

it("clients are closed with an app that was never started, and by a second close()", async () => {
  const app = await NestFactory.createApplicationContext(class {}, { logger: false }); // no Sendo: closes as ever
  await app.close();
  @Module({ imports: [sendo()] })
  class AppModule {}
  const created = await NestFactory.create(AppModule, { logger: false });
  const client = created.get<Sendo>(getSendoToken());
  await created.close();
  await created.close();
  expect(await codeOf(client.messages.send(MESSAGE))).toBe("client_closed");
});

describe.runIf(hasRedis())("nestjs/bull#2069: @nestjs/bullmq", () => {
  let redis: Awaited<ReturnType<typeof startRedis>>;
  beforeAll(async () => void (redis = await startRedis()));
  afterAll(() => redis.close());

  it.each(["first", "last"])(
    "a job that is running when the app closes can send (queues imported %s)",
    async (where) => {
      const name = randomUUID();
      const connection = { host: "127.0.0.1", port: redis.port };
      let running = (): void => {};
      const started = new Promise<void>((resolve) => (running = resolve));
      let outcome: unknown;

      @Processor(name)
      class Reminders extends WorkerHost {
        constructor(@Inject(getSendoToken()) private readonly sendo: SendoClient) {
          super();
        }
        async process(_job: Job): Promise<void> {
          const closing = once(this.worker, "closing");
          running();
          await closing;
          outcome = await codeOf(this.sendo.messages.send(MESSAGE));
        }
      }
      const queues = [BullModule.forRoot({ connection }), BullModule.registerQueue({ name })];
      const { app } = await startApp({
        imports: where === "first" ? [...queues, sendo()] : [sendo(), ...queues],
        providers: [Reminders],
      });
      const queue = new Queue(name, { connection });
      onTestFinished(() => queue.close());
      await queue.add("remind", {});
      await started;
      await app.close();
      expect(outcome).toBe("sent");
    },
  );
});
