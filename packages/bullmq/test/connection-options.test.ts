import { memoryIdempotencyStore, SendoConfigError, type SendoLogger } from "@sendo/core";
import { fakeSendo } from "@sendo/core/testing";
import { Cluster, Redis } from "ioredis";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { createOutbox, type OutboxOptions } from "../src/index.js";
import { readServerFacts } from "../src/server-notes.js";
import { next, setUpLab, MESSAGE } from "./support/lab.js";

const lab = setUpLab();
const sendo = fakeSendo({ idempotency: memoryIdempotencyStore() }).client;

function client(options: object): Redis {
  const redis = new Redis({ lazyConnect: true, maxRetriesPerRequest: null, ...options });
  onTestFinished(() => redis.disconnect());
  return redis;
}

describe("issue 21: a connection that would make an outbox fail silently is rejected", () => {
  test.each<[string, () => unknown]>([
    ["keyPrefix", () => ({ url: "redis://127.0.0.1:1", keyPrefix: "app:" })],
    ["keyPrefix", () => ({ url: "redis://127.0.0.1:1?keyPrefix=app:" })],
    ["keyPrefix", () => ({ redisOptions: { keyPrefix: "app:" } })],
    ["keyPrefix", () => client({ keyPrefix: "app:" })],
    ["commandTimeout", () => client({ commandTimeout: 5_000 })],
    ["commandTimeout", () => ({ url: "redis://127.0.0.1:1", commandTimeout: 5_000 })],
    ["socketTimeout", () => client({ socketTimeout: 3_000 })],
    ["stringNumbers", () => client({ stringNumbers: true })],
    ["scaleReads", () => ({ scaleReads: "slave", redisOptions: {} })],
    [
      "commandTimeout",
      () => {
        const options = { lazyConnect: true, redisOptions: { commandTimeout: 5_000 } };
        const cluster = new Cluster([{ port: 1 }], options);
        onTestFinished(() => cluster.disconnect());
        return cluster;
      },
    ],
  ])("bullmq#2619: `%s` (%#)", (name, connection) => {
    const make = (): unknown => createOutbox({ sendo, connection: connection() as OutboxOptions["connection"] });
    expect(make).toThrow(
      expect.objectContaining({
        code: "config_option_invalid",
        message: expect.stringContaining(`\`connection\` option of createOutbox must not have \`${name}\``) as string,
      }) as Error,
    );
  });

  test("`work` rejects a client that stops retrying commands", async () => {
    const outbox = createOutbox({ sendo, connection: client({ maxRetriesPerRequest: 20 }), storeTimeoutMs: 50 });
    onTestFinished(() => outbox.close());
    expect(() => outbox.work({ allowVolatileStore: true })).toThrow(SendoConfigError);
    expect(() => outbox.work({ allowVolatileStore: true })).toThrow(/`maxRetriesPerRequest: null`/);
  });
});

describe.runIf(lab.available)("issue 21: BullMQ's warnings go to the logger", () => {
  test("an eviction policy is one warning in the logger, and no line on the console", async () => {
    await lab.redis().config("SET", "maxmemory-policy", "allkeys-lru");
    onTestFinished(async () => void (await lab.redis().config("SET", "maxmemory-policy", "noeviction")));
    const written = (["warn", "error", "log"] as const).map((name) => vi.spyOn(console, name));
    onTestFinished(() => written.forEach((spy) => spy.mockRestore()));
    const warn = vi.fn<SendoLogger["warn"]>();
    const logger: SendoLogger = { debug() {}, info() {}, warn, error() {} };
    const outbox = lab.outbox({ logger, connection: { url: lab.server().url, maxRetriesPerRequest: 20 } });
    const heard = next(outbox, "accepted");
    outbox.work();
    await outbox.enqueue(MESSAGE, { idempotencyKey: "a" });
    await heard;
    await vi.waitUntil(() => warn.mock.calls.length > 0, { timeout: 10_000 });
    await outbox.close();
    expect(warn.mock.calls).toEqual([[{ evictionPolicy: "allkeys-lru" }, expect.stringContaining("noeviction")]]);
    for (const spy of written) expect(spy).not.toHaveBeenCalled();
  });

  test.each([
    ["redis_version:7.0.15\r\nmaxmemory_policy:noeviction\r\n", [7, 0, 15], "noeviction"],
    ["redis_version:7.2.4\r\nvalkey_version:8.0.1\r\n", [8, 0, 1], undefined],
    ["", [0], undefined],
  ])("what INFO says: %j", (info, version, evictionPolicy) => {
    expect(readServerFacts(info)).toEqual({ version, evictionPolicy });
  });
});
