import { hasRedis, startRedis, type LocalRedis } from "@sendo-internal/test-kit/redis";
import { Sendo, type Transport } from "@sendo/core";
import { Redis } from "ioredis";
import { readFileSync } from "node:fs";
import { createClient, createClientPool, RESP_TYPES } from "redis";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { redisIdempotencyStore, type IoRedisClient, type RedisClient } from "../src/index.js";
import { testStoreContracts } from "./support/store-contracts.js";

const available = hasRedis() || process.env.CI !== undefined;
let redis: LocalRedis;
let admin: Redis;
beforeAll(async () => {
  if (!available) return;
  redis = await startRedis();
  admin = new Redis(redis.url);
});
afterAll(async () => {
  admin?.disconnect();
  await redis?.close();
});

/** What the README says that a user must be allowed to do. */
const ACL = /^(~sendo:\* .*)$/m.exec(readFileSync(new URL("../README.md", import.meta.url), "utf8"))![1]!.split(" ");

/** With RESP 3 mapped as Redis does, ioredis' class has another type. */
interface AnyIoRedis extends IoRedisClient {
  on(event: "error", listener: () => void): unknown;
  disconnect(): void;
}
interface Connection<Client extends RedisClient = RedisClient> {
  readonly client: Client;
  close(): void;
}

function ioRedis<Client extends AnyIoRedis>(client: Client): Connection<Client> {
  client.on("error", () => {}); // each command says it as well
  return { client, close: () => client.disconnect() };
}

const KINDS: [string, () => Promise<Connection>][] = [
  ["ioredis with a keyPrefix", () => Promise.resolve(ioRedis(new Redis(redis.url, { keyPrefix: "app:" })))],
  [
    "ioredis with RESP 3, as Redis maps it",
    () => Promise.resolve(ioRedis(new Redis(redis.url, { protocol: 3, replyMapping: "resp3" }))),
  ],
  [
    "ioredis with lazyConnect and pipelining",
    () => Promise.resolve(ioRedis(new Redis(redis.url, { lazyConnect: true, enableAutoPipelining: true }))),
  ],
  [
    "a user with only the permissions of the README",
    async () => {
      await admin.call("ACL", "SETUSER", "app", "on", ">secret", ...ACL);
      return ioRedis(new Redis(redis.url, { username: "app", password: "secret", enableReadyCheck: false }));
    },
  ],
  [
    "node-redis with RESP 3 and Buffers",
    async () => {
      const client = createClient({ url: redis.url, RESP: 3 });
      await client.connect();
      const mapping = { [RESP_TYPES.BLOB_STRING]: Buffer, [RESP_TYPES.NUMBER]: String };
      return { client: client.withTypeMapping(mapping), close: () => client.destroy() };
    },
  ],
  [
    "a pool of node-redis",
    async () => {
      const pool = createClientPool({ url: redis.url });
      await pool.connect();
      return { client: pool, close: () => pool.destroy() };
    },
  ],
];

describe.runIf(available).each(KINDS)("the stores fulfill their contracts with %s", (_, connect) => {
  let connection: Connection;
  beforeAll(async () => void (connection = await connect()));
  afterAll(() => connection.close());
  testStoreContracts(() => connection.client);
});

describe.runIf(available)("a Redis that rejects commands: nothing is sent, and the cause contains the reason", () => {
  const FAILURES: [string, { code?: string; name?: string }, () => Promise<RedisClient>][] = [
    [
      "a replica that is only read",
      { code: "READONLY" },
      async () => {
        const replica = await startRedis({ replicaOf: redis.port });
        onTestFinished(() => replica.close());
        return keep(ioRedis(new Redis(replica.url, {})));
      },
    ],
    [
      "no memory left, and noeviction",
      { code: "OOM" },
      async () => {
        const full = await startRedis();
        onTestFinished(() => full.close());
        const { client, close } = ioRedis(new Redis(full.url, {}));
        onTestFinished(close);
        await client.config("SET", "maxmemory", "1");
        return client;
      },
    ],
    [
      "a user who may not run scripts",
      { code: "NOPERM" },
      async () => {
        await admin.call("ACL", "SETUSER", "no-scripts", "on", ">secret", "~*", "+@all", "-eval", "-evalsha");
        return keep(ioRedis(new Redis(redis.url, { username: "no-scripts", password: "secret" })));
      },
    ],
    [
      "a user who may run scripts but not all of their commands",
      { code: "NOPERM" },
      async () => {
        await admin.call("ACL", "SETUSER", "no-hashes", "on", ">secret", "~*", "+@all", "-hmget");
        return keep(ioRedis(new Redis(redis.url, { username: "no-hashes", password: "secret" })));
      },
    ],
    [
      "a user of other keys",
      { code: "NOPERM" },
      async () => {
        await admin.call("ACL", "SETUSER", "others", "on", ">secret", "~others:*", "+@all");
        return keep(ioRedis(new Redis(redis.url, { username: "others", password: "secret" })));
      },
    ],
    [
      "no connection, and no offline queue",
      { name: "Error" },
      () => Promise.resolve(keep(ioRedis(new Redis(redis.url, { enableOfflineQueue: false, lazyConnect: true })))),
    ],
    ["a client that nobody connected", { name: "Error" }, () => Promise.resolve(createClient({ url: redis.url }))],
  ];
  function keep({ client, close }: Connection<Redis>): Redis {
    onTestFinished(close);
    return client;
  }

  test.each(FAILURES)("%s", async (_, cause, connect) => {
    let requests = 0;
    const transport: Transport = {
      start() {
        requests += 1;
        return { result: Promise.resolve({ failure: { dispatched: false } }), cancel: () => true };
      },
    };
    await using sendo = new Sendo({
      apiKey: "sandbox_odd",
      baseUrl: "https://127.0.0.1",
      campaign: "c",
      transport,
      idempotency: redisIdempotencyStore(await connect()),
    });
    const failed = sendo.messages.send({ to: "+12065550142", body: "x" }, { idempotencyKey: "order-1007" });
    await expect(failed).rejects.toMatchObject({ code: "idempotency_store_failed", outcome: "not-sent", cause });
    expect(requests).toBe(0);
  });
});

describe("the first word of an error of Redis is the code of the cause, in every version", () => {
  const AT_6_2 = "ERR Error running script (call to f_a74fc5e9): @user_script:1: @user_script: 1: ";
  const AT_7 = "script: a74fc5e9, on @user_script:1.";
  test.each([
    ["READONLY", `${AT_6_2}-READONLY You can't write against a read only replica.`],
    ["OOM", `${AT_6_2}-OOM command not allowed when used memory > 'maxmemory'.`],
    ["WRONGTYPE", "ERR Error running script (call to f_a74fc5e9): @user_script:1: WRONGTYPE Operation against a key"],
    ["NOPERM", `${AT_6_2}The user executing the script can't run this command or subcommand`],
    ["NOPERM", `ERR The user executing the script can't run this command or subcommand ${AT_7}`],
    ["NOPERM", `ERR ACL failure in script: User u has no permissions to run the 'hset' command ${AT_7}`],
    ["READONLY", `READONLY You can't write against a read only replica. ${AT_7}`],
    ["ERR", `${AT_6_2}user_script:1: attempt to perform arithmetic on a nil value`],
    ["ERR", `ERR user_script:1: attempt to perform arithmetic on a nil value ${AT_7}`],
    [undefined, "Connection is closed."],
  ])("%s: %s", async (code, message) => {
    const refuse = (): Promise<never> => Promise.reject(new Error(message));
    const store = redisIdempotencyStore({ evalsha: refuse, eval: refuse });
    const error = await store.release("key", { owner: "a", inDoubt: true }).catch((error: unknown) => error);
    expect((error as { code?: unknown }).code).toBe(code);
  });
});
