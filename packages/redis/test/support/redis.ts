import { hasRedis, startRedis, type LocalRedis } from "@sendo-internal/test-kit/redis";
import { Redis } from "ioredis";
import { Redis as Redis5 } from "ioredis-5";
import { createClient } from "redis";
import { createClient as createClient5 } from "redis-5";
import { afterAll, beforeAll } from "vitest";
import type { RedisClient } from "../../src/index.js";

/** A client, and how to end it. */
export interface Connection {
  readonly client: RedisClient;
  close(): Promise<void>;
}

export type Connect = (url: string) => Promise<Connection>;

export async function connectIoRedis(url: string): Promise<Connection> {
  const client = new Redis(url, { retryStrategy: () => 200 });
  client.on("error", () => {}); // what a test does to the server is not news
  await client.ping();
  return { client, close: () => Promise.resolve(client.disconnect()) };
}

export async function connectNodeRedis(url: string): Promise<Connection> {
  const client = createClient({ url });
  client.on("error", () => {});
  await client.connect();
  return { client, close: () => Promise.resolve(client.destroy()) };
}

export const CLIENTS: [string, Connect][] = [
  ["ioredis", connectIoRedis],
  ["node-redis", connectNodeRedis],
];

/** The major versions before. */
export const OLDER_CLIENTS: [string, Connect][] = [
  [
    "ioredis 5",
    async (url) => {
      const client = new Redis5(url);
      await client.ping();
      return { client, close: () => Promise.resolve(client.disconnect()) };
    },
  ],
  [
    "node-redis 5",
    async (url) => {
      const client = createClient5({ url });
      await client.connect();
      return { client, close: () => Promise.resolve(client.destroy()) };
    },
  ],
];

/** A client that returns numbers as strings, as some apps configure it. */
export async function connectStringNumbers(url: string): Promise<Connection> {
  const client = new Redis(url, { stringNumbers: true });
  await client.ping();
  return { client, close: () => Promise.resolve(client.disconnect()) };
}

/**
 * A Redis for the tests of a file: the one of REDIS_URL, or one of our own. Where there is neither, they are skipped; CI
 * installs one (`.ci/run`), and fails without.
 */
export function withRedis(): {
  readonly available: boolean;
  /** A connection for the tests of a block. */
  connection(connect: Connect): () => RedisClient;
  command(...args: [string, ...string[]]): Promise<unknown>;
} {
  const given = process.env.REDIS_URL;
  const available = given !== undefined || hasRedis() || process.env.CI !== undefined;
  let own: LocalRedis | undefined;
  let admin: Redis | undefined;
  beforeAll(async () => {
    if (!available) return;
    if (given === undefined) own = await startRedis();
    admin = new Redis(given ?? own!.url);
  });
  afterAll(async () => {
    admin?.disconnect();
    await own?.close();
  });
  return {
    available,
    connection(connect) {
      let connection: Connection;
      beforeAll(async () => void (connection = await connect(given ?? own!.url)));
      afterAll(() => connection.close());
      return () => connection.client;
    },
    command: (...args) => admin!.call(...args),
  };
}
