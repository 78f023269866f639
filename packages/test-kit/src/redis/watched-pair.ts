import { Redis } from "ioredis";
import { setTimeout as pass } from "node:timers/promises";
import { startRedis, type LocalRedis, type LocalRedisOptions } from "./local-redis.js";
import { startSentinels, type LocalSentinels } from "./local-sentinels.js";

/** They tell each other by gossip, and us only when we ask. */
const ASK_AGAIN_MS = 50;

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

/** Starts one. What they keep is as durable as `options` say. */
export async function startWatchedPair(options: Pick<LocalRedisOptions, "appendOnly"> = {}): Promise<WatchedPair> {
  const primary = await startRedis(options);
  const replica = await startRedis({ ...options, replicaOf: primary.port });
  const sentinels = await startSentinels({ of: primary });
  const { name, addresses } = sentinels;
  const admin = new Redis(primary.url);
  const watchers = addresses.map((address) => new Redis({ ...address, enableReadyCheck: false }));
  for (const client of [admin, ...watchers]) client.on("error", () => {}); // what a test does to the server is not news
  const all = async (says: (watcher: Redis) => Promise<boolean>): Promise<void> => {
    while (!(await Promise.all(watchers.map(says))).every(Boolean)) await pass(ASK_AGAIN_MS);
  };

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
