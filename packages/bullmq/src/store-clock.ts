import type { Queue } from "bullmq";
import { systemClock } from "./clock.js";

const NAME = "sendo:time";
const TIME = { numberOfKeys: 1, lua: "local time = redis.call('TIME') return time[1] .. ' ' .. time[2]" };
const SQL = "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now";

/** The members of BullMQ's Redis and PostgreSQL backends that this package uses. */
interface Backend {
  readonly connection?: { readonly client?: Promise<RedisClient> };
  toKey(type: string): string;
  query?(sql: string): Promise<{ readonly rows: readonly { readonly now: number }[] }>;
}

interface RedisClient {
  readonly [NAME]?: unknown;
  defineCommand(name: string, command: typeof TIME): void;
  runCommand(name: string, args: readonly string[]): Promise<unknown>;
}

/**
 * Returns the queue server's time, in milliseconds since 1970. All processes get the same time, even if their own clocks differ. If the
 * backend is neither Redis nor PostgreSQL, the function returns the local process's time.
 */
export async function storeEpochMs(queue: Pick<Queue, "getBackend">): Promise<number> {
  const backend = queue.getBackend() as unknown as Backend;
  const client = await backend.connection?.client;
  if (client !== undefined) {
    if (client[NAME] === undefined) client.defineCommand(NAME, TIME);
    // The key belongs to the queue, so a cluster routes the command to the queue's node.
    const [seconds, micros] = String(await client.runCommand(NAME, [backend.toKey("meta")])).split(" ");
    return Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000);
  }
  const now = (await backend.query?.(SQL))?.rows[0]?.now;
  return now === undefined ? systemClock.epochMs() : Math.floor(now);
}
