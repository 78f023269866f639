import { randomUUID } from "node:crypto";
import { hasRedis, startRedis, type LocalRedis, type LocalRedisOptions } from "@sendo-internal/test-kit/redis";
import { HttpsTransport, Sendo, type AttemptResult, type SendoOptions, type TransportRequest } from "@sendo/core";
import { redisIdempotencyStore } from "@sendo/redis";
import { startSandbox, type Sandbox } from "@sendo/sandbox";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll } from "vitest";
import {
  createOutbox,
  type OutboxEvent,
  type OutboxOptions,
  type OutboxMessage,
  type SendoOutbox,
} from "../../src/index.js";

/** What the network does to one request: nothing, or an end of its own, before or after Sendo has seen it. */
export type Meddle = (request: TransportRequest, pass: () => Promise<AttemptResult>) => Promise<AttemptResult>;

/** A real Redis, a real sandbox, and outboxes between them. Where there is no Redis, tests are skipped; CI fails. */
export interface Lab {
  readonly available: boolean;
  readonly sandbox: () => Sandbox;
  readonly redis: () => Redis;
  readonly server: () => LocalRedis;
  client(options?: SendoOptions, meddle?: Meddle): Sendo;
  /** An outbox of this test's own. It is closed after the test. */
  outbox(options?: Partial<OutboxOptions>): SendoOutbox;
}

export const QUICK = {
  retry: { attempts: 3, firstDelayMs: 20, longestDelayMs: 40 },
  reviewAfterMs: [20, 20],
} as const;

export function setUpLab(redisOptions: LocalRedisOptions = {}): Lab {
  const available = hasRedis() || process.env.CI !== undefined;
  let server: LocalRedis | undefined;
  let redis: Redis | undefined;
  let sandbox: Sandbox | undefined;
  let name = "";
  const closing: (() => Promise<unknown>)[] = [];
  beforeAll(async () => {
    if (!available) return;
    [server, sandbox] = await Promise.all([startRedis(redisOptions), startSandbox({ requestsPerSecond: false })]);
    redis = new Redis(server.url, { maxRetriesPerRequest: null });
    redis.on("error", () => {}); // what a test does to the server is not news
  });
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
    name = "";
    sandbox?.reset();
  });
  afterAll(async () => {
    redis?.disconnect();
    await Promise.all([sandbox?.close(), server?.close()]);
  });

  const lab: Lab = {
    available,
    sandbox: () => sandbox!,
    redis: () => redis!,
    server: () => server!,
    client(options, meddle) {
      name ||= `outbox-${randomUUID()}`;
      const { ca, ...clientOptions } = sandbox!.clientOptions;
      const transport = new HttpsTransport({ ca });
      const client = new Sendo({
        ...clientOptions,
        requestsPerSecond: false,
        idempotency: redisIdempotencyStore(redis!, { prefix: name }),
        retry: false,
        transport: {
          start(request) {
            const attempt = { result: undefined as AttemptResult | undefined };
            const pass = async (): Promise<AttemptResult> => (attempt.result ??= await transport.start(request).result);
            return { result: meddle ? meddle(request, pass) : pass(), cancel: () => true };
          },
          close: () => transport.close(),
        },
        ...options,
      });
      closing.push(() => client.close());
      return client;
    },
    outbox(options = {}) {
      name ||= `outbox-${randomUUID()}`;
      const outbox = createOutbox({
        sendo: options.sendo ?? lab.client(),
        connection: redis!,
        name,
        ...QUICK,
        ...options,
      });
      closing.push(() => outbox.close());
      return outbox;
    },
  };
  return lab;
}

/** Another process does not know which outboxes this one has open. Those that are open stay open. */
export function asAnotherProcess(): void {
  delete (globalThis as { [name: symbol]: unknown })[Symbol.for("sendo.outbox-names.v1")];
}

/** The next event of a kind. */
export function next(outbox: SendoOutbox, event: OutboxEvent): Promise<OutboxMessage> {
  return new Promise((resolve) => {
    const forget = outbox.on(event, (message) => {
      forget();
      resolve(message);
    });
  });
}

export const MESSAGE = { to: "+12065550142", body: "Your table is ready 🍜" };

/** Sends only: reads pass. */
export const onSend =
  (meddle: (pass: () => Promise<AttemptResult>) => Promise<AttemptResult>): Meddle =>
  (request, pass) =>
    request.method === "POST" ? meddle(pass) : pass();

export const LOST: AttemptResult = { failure: { dispatched: true, cause: { name: "Error", code: "ECONNRESET" } } };
export const REFUSED: AttemptResult = {
  failure: { dispatched: false, cause: { name: "Error", code: "ECONNREFUSED" } },
};

export const answer = (httpStatus: number, body: string): AttemptResult => ({
  response: { httpStatus, headers: { "content-type": "application/json" }, body, complete: true },
});
