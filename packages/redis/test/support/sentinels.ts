import type { LocalSentinels } from "@sendo-internal/test-kit/redis";
import { Redis } from "ioredis";
import { createSentinel } from "redis";
import type { Connection } from "./redis.js";

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
