import { Redis } from "ioredis";
import { setTimeout as pass } from "node:timers/promises";
import { startRedis, type LocalRedis, type LocalRedisOptions } from "./local-redis.js";
import { startSentinels, type LocalSentinels } from "./local-sentinels.js";

/** The servers share their state through gossip, so the tests have to poll. */
const ASK_AGAIN_MS = 50;

/** A primary, its replica and three sentinels. The sentinels have already discovered the replica and each other. */
export interface WatchedPair {
  readonly primary: LocalRedis;
  readonly sentinels: LocalSentinels;
  /** Resolves once the replica has received all writes. */
  replicated(): Promise<void>;
  /** Resolves once all sentinels report the replica as the primary. */
  failedOver(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a primary and its replica, watched by three sentinels. `options` apply to both servers. */
export async function startWatchedPair(options: Pick<LocalRedisOptions, "appendOnly"> = {}): Promise<WatchedPair> {
  const primary = await startRedis(options);
  const replica = await startRedis({ ...options, replicaOf: primary.port });
  const sentinels = await startSentinels({ of: primary });
  const { name, addresses } = sentinels;
  const admin = new Redis(primary.url);
  const watchers = addresses.map((address) => new Redis({ ...address, enableReadyCheck: false }));
  for (const client of [admin, ...watchers]) client.on("error", () => {}); // the tests interrupt the server on purpose
  const all = async (says: (watcher: Redis) => Promise<boolean>): Promise<void> => {
    while (!(await Promise.all(watchers.map(says))).every(Boolean)) await pass(ASK_AGAIN_MS);
  };

  const whole = `name=${name},status=ok,address=127.0.0.1:${primary.port},slaves=1,sentinels=${addresses.length}`;
  await all(async (watcher) => String(await watcher.info("sentinel")).includes(whole));
  return {
    primary,
    sentinels,
    async replicated() {
      // `WAIT` covers this connection's own write and all earlier writes.
      await admin.set("mark", "1", "EX", 60);
      if ((await admin.wait(1, 20_000)) !== 1) throw new Error("the replica did not catch up in time");
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
