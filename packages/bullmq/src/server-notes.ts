import type { SendoLogger } from "@sendo/core";
import type { Queue, Worker } from "bullmq";

/** The part of BullMQ's Redis connection interface that this package uses. */
interface Connection {
  readonly client?: Promise<{ info(): Promise<string> }>;
  capabilities: { canDoubleTimeout: boolean; canBlockFor1Ms: boolean };
}

interface Backend {
  readonly connection?: Connection;
  readonly blockingConnection?: Connection;
}

/** Information about a Redis server. */
export interface ServerFacts {
  /** Major, minor and patch numbers. */
  readonly version: readonly number[];
  readonly evictionPolicy: string | undefined;
}

/** Parses a response to `INFO`. */
export function readServerFacts(info: string): ServerFacts {
  const field = (name: string): string | undefined => new RegExp(`^${name}:(\\S+)`, "m").exec(info)?.[1];
  const version = field("valkey_version") ?? field("redis_version") ?? "0";
  return { version: version.split(".").map(Number), evictionPolicy: field("maxmemory_policy") };
}

/**
 * Reads the server information that BullMQ would otherwise read on each connection. Problems are logged once, whereas BullMQ would
 * write them to the console for each connection. If the Redis user has no permission to run `INFO`, BullMQ rounds its waits up to whole
 * seconds. Nothing else changes.
 */
export async function noteServer(queue: Queue, workers: readonly Worker[], logger: SendoLogger): Promise<void> {
  const client = await (queue.getBackend() as unknown as Backend).connection?.client;
  if (client?.info === undefined) return; // not on Redis
  const { version, evictionPolicy } = readServerFacts(await client.info());
  for (const worker of workers) {
    const { connection, blockingConnection } = worker.getBackend() as unknown as Backend;
    const capabilities = { canDoubleTimeout: isAtLeast(version, [6]), canBlockFor1Ms: isAtLeast(version, [7, 0, 8]) };
    for (const each of [connection, blockingConnection]) if (each !== undefined) each.capabilities = capabilities;
  }
  if (evictionPolicy !== undefined && evictionPolicy !== "noeviction") {
    logger.warn(
      { evictionPolicy },
      "Redis may evict the Sendo outbox's messages, and evicted messages are lost. Set `maxmemory-policy noeviction`.",
    );
  }
  if (!isAtLeast(version, [6, 2])) {
    logger.warn(
      { version: version.join(".") },
      "Redis is older than version 6.2, the oldest version that the Sendo outbox is tested with. Upgrade Redis.",
    );
  }
}

function isAtLeast(version: readonly number[], least: readonly number[]): boolean {
  for (const [index, number] of least.entries()) {
    const difference = (version[index] ?? 0) - number;
    if (difference !== 0) return difference > 0;
  }
  return true;
}
