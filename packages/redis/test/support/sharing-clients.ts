import { Sendo } from "@sendo/core";
import type { Sandbox } from "@sendo/sandbox";
import { randomUUID } from "node:crypto";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { onTestFinished } from "vitest";
import { redisRateLimitStore } from "../../src/index.js";
import type { Connection } from "./redis.js";

/** As processes would: one account at Sendo, and to this process several, so that each has a limiter. */
export function sharingClients(sandbox: Sandbox, connections: readonly Connection[]): Sendo[] {
  const account = randomUUID();
  const clients = connections.map(({ client }, index) => {
    const store = redisRateLimitStore(client);
    const rateLimit = {
      account: `${account} ${index}`,
      store: { exchange: (_: string, report: Parameters<typeof store.exchange>[1]) => store.exchange(account, report) },
      fallbackProcesses: connections.length,
    };
    return new Sendo({ ...sandbox.clientOptions, rateLimit });
  });
  onTestFinished(async () => {
    for (const client of clients) await client.close();
  });
  return clients;
}

/** Counts answers of 429 until the test ends. */
export function countRefusals(): () => number {
  let refused = 0;
  const count = (): void => void (refused += 1);
  subscribe("sendo:rate-limited", count);
  onTestFinished(() => void unsubscribe("sendo:rate-limited", count));
  return () => refused;
}

/** Resolves when the sandbox has accepted this many messages, possibly in the middle of a burst. */
export function messagesReach(sandbox: Sandbox, count: number): Promise<void> {
  return new Promise<void>((resolve) => {
    const heard = (): void => void (sandbox.messages().length >= count && resolve());
    subscribe("sendo:attempt", heard);
    onTestFinished(() => void unsubscribe("sendo:attempt", heard));
  });
}
