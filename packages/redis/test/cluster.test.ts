import { hasRedis, startRedis, type LocalRedis } from "@sendo-internal/test-kit/redis";
import { Cluster, Redis } from "ioredis";
import { createCluster } from "redis";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Connection } from "./support/redis.js";
import { testStoreContracts } from "./support/store-contracts.js";

const available = hasRedis() || process.env.CI !== undefined;
const SLOTS = 16_384;
let nodes: LocalRedis[] = [];

/** Three nodes, each with a third of the slots. */
beforeAll(async () => {
  if (!available) return;
  nodes = await Promise.all(Array.from({ length: 3 }, () => startRedis({ cluster: true })));
  const admins = nodes.map(({ url }) => new Redis(url));
  const [first] = admins;
  for (const [index, admin] of admins.entries()) {
    const [from, to] = [index, index + 1].map((part) => Math.floor((part * SLOTS) / 3)) as [number, number];
    await admin.call("CLUSTER", "ADDSLOTSRANGE", from, to - 1);
  }
  for (const { port, busPort } of nodes.slice(1)) await first!.call("CLUSTER", "MEET", "127.0.0.1", port, busPort);
  // They tell each other by gossip, which nobody can be asked to wait for.
  const knows = async (admin: Redis): Promise<boolean> => {
    const info = String(await admin.call("CLUSTER", "INFO"));
    return info.includes("cluster_state:ok") && info.includes("cluster_slots_ok:16384");
  };
  await vi.waitUntil(async () => (await Promise.all(admins.map(knows))).every(Boolean), { timeout: 30_000 });
  for (const admin of admins) admin.disconnect();
}, 40_000);
afterAll(() => Promise.all(nodes.map((node) => node.close())));

const CLUSTERS: [string, () => Promise<Connection>][] = [
  [
    "ioredis' Cluster",
    async () => {
      const client = new Cluster([{ host: "127.0.0.1", port: nodes[0]!.port }]);
      await client.ping();
      return { client, close: () => Promise.resolve(client.disconnect()) };
    },
  ],
  [
    "node-redis' createCluster",
    async () => {
      const client = createCluster({ rootNodes: [{ url: nodes[0]!.url }] });
      await client.connect();
      return { client, close: () => Promise.resolve(client.destroy()) };
    },
  ],
];

describe.runIf(available).each(CLUSTERS)("on a cluster of three nodes, with %s", (_, connect) => {
  let connection: Connection;
  beforeAll(async () => void (connection = await connect()));
  afterAll(() => connection.close());
  testStoreContracts(() => connection.client);
});

test.runIf(available)(
  "keys are spread over the nodes, and the keys of one account's limit are on one node",
  async () => {
    const perNode = await Promise.all(
      nodes.map(async ({ url }) => {
        const admin = new Redis(url);
        const keys = await admin.keys("*");
        admin.disconnect();
        return keys;
      }),
    );
    for (const keys of perNode) expect(keys.length).toBeGreaterThan(0);
    const nodesOf = new Map<string, Set<number>>();
    for (const [node, keys] of perNode.entries()) {
      for (const key of keys) {
        const account = /^sendo:rate:(\{\w+\}):/.exec(key)?.[1];
        if (account !== undefined) nodesOf.set(account, (nodesOf.get(account) ?? new Set()).add(node));
      }
    }
    expect(nodesOf.size).toBeGreaterThan(20);
    expect([...nodesOf.values()].every(({ size }) => size === 1)).toBe(true);
  },
);
