import { startRedis, startSentinels, type LocalRedis, type LocalSentinels } from "@sendo-internal/local-redis";
import { Redis } from "ioredis";
import { createSentinel } from "redis";
import { vi } from "vitest";
import type { Connection } from "./redis.js";

/** A primary and its replica, watched by three sentinels that know each other and both. */
export interface WatchedPair {
  readonly primary: LocalRedis;
  readonly sentinels: LocalSentinels;
  /** Resolves when the replica has all that was written. */
  replicated(): Promise<void>;
  /** Resolves when all sentinels say that the replica is in charge. */
  failedOver(): Promise<void>;
  close(): Promise<void>;
}

export async function startWatchedPair(): Promise<WatchedPair> {
  const primary = await startRedis();
  const replica = await startRedis({ replicaOf: primary.port });
  const sentinels = await startSentinels({ of: primary });
  const { name, addresses } = sentinels;
  const admin = new Redis(primary.url);
  const watchers = addresses.map((address) => new Redis({ ...address, enableReadyCheck: false }));
  for (const client of [admin, ...watchers]) client.on("error", () => {}); // what a test does to the server is not news
  const all = (says: (watcher: Redis) => Promise<boolean>): Promise<boolean> =>
    vi.waitUntil(async () => (await Promise.all(watchers.map(says))).every(Boolean), { timeout: 30_000 });

  const whole = `name=${name},status=ok,address=127.0.0.1:${primary.port},slaves=1,sentinels=${addresses.length}`;
  await all(async (watcher) => String(await watcher.info("sentinel")).includes(whole));
  return {
    primary,
    sentinels,
    async replicated() {
      // A connection waits for what it has written itself, and for what was written before.
      await admin.set("mark", "1", "EX", 60);
      if ((await admin.wait(1, 20_000)) !== 1) throw new Error("the replica does not keep up");
    },
    async failedOver() {
      await all(async (watcher) => {
        const address = await watcher.call("SENTINEL", "GET-MASTER-ADDR-BY-NAME", name);
        return String((address as string[])[1]) === String(replica.port);
      });
    },
    async close() {
      for (const client of [admin, ...watchers]) client.disconnect();
      await sentinels.close();
      await Promise.all([primary.close(), replica.close()]);
    },
  };
}

/** Clients that ask the sentinels where the primary is, set up as their manuals say and no further. */
export const SENTINEL_CLIENTS: [string, (sentinels: LocalSentinels) => Promise<Connection>][] = [
  [
    "ioredis",
    async ({ name, addresses }) => {
      const client = new Redis({ name, sentinels: [...addresses], failoverDetector: true });
      client.on("error", () => {});
      await client.ping();
      return { client, close: () => Promise.resolve(client.disconnect()) };
    },
  ],
  [
    "node-redis' createSentinel",
    async ({ name, addresses }) => {
      const client = createSentinel({ name, sentinelRootNodes: [...addresses] });
      client.on("error", () => {});
      await client.connect();
      return { client, close: () => client.destroy() };
    },
  ],
];
