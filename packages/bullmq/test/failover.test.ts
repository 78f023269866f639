import { startRedis } from "@sendo-internal/test-kit/redis";
import { redisIdempotencyStore } from "@sendo/redis";
import { Redis } from "ioredis";
import net, { type AddressInfo, type Socket } from "node:net";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { next, setUpLab, MESSAGE } from "./support/lab.js";

const lab = setUpLab();

/** An address that leads new connections to whichever port is right, and keeps those that are open. */
async function startAddress(port: () => number): Promise<number> {
  const open = new Set<Socket>();
  const server = net.createServer((socket) => {
    const target = net.connect(port(), "127.0.0.1");
    for (const [from, to] of [
      [socket, target],
      [target, socket],
    ] as const) {
      open.add(from);
      from.on("error", () => {}).on("close", () => to.destroy());
      from.pipe(to);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

describe.runIf(lab.available)(
  "issue 21: after a failover of a managed Redis, the former primary responds READONLY",
  () => {
    test("a client with `reconnectOnError` connects the outbox to the new primary, and waiting messages are sent once", async () => {
      const former = await startRedis();
      const replica = await startRedis({ replicaOf: former.port });
      onTestFinished(async () => void (await Promise.all([former.close(), replica.close()])));
      let primary = former;
      const client = new Redis(await startAddress(() => primary.port), {
        maxRetriesPerRequest: null,
        reconnectOnError: (error) => error.message.includes("READONLY") && 2,
      });
      client.on("error", () => {}); // what a test does to the server is not news
      onTestFinished(() => client.disconnect());
      const sendo = lab.client({ idempotency: redisIdempotencyStore(client) });
      const outbox = lab.outbox({ sendo, connection: client });
      outbox.work();
      const first = next(outbox, "accepted");
      await outbox.enqueue(MESSAGE, { idempotencyKey: "before" });
      await first;
      await outbox.queues.messages.pause();
      await outbox.enqueue(MESSAGE, { idempotencyKey: "waits" });
      const admin = new Redis(former.port);
      // A connection waits for what others have written before it has written itself.
      await admin.set("mark", "1", "EX", 60);
      expect(await admin.wait(1, 20_000)).toBe(1);
      primary = replica;
      const promoted = new Redis(replica.port);
      await promoted.call("REPLICAOF", "NO", "ONE");
      await admin.call("REPLICAOF", "127.0.0.1", String(replica.port));
      for (const connection of [admin, promoted]) connection.disconnect();
      const second = next(outbox, "accepted");
      await vi.waitFor(() => outbox.queues.messages.resume(), { timeout: 20_000 });
      expect(await second).toMatchObject({ idempotencyKey: "waits" });
      const third = next(outbox, "accepted");
      await vi.waitFor(() => outbox.enqueue(MESSAGE, { idempotencyKey: "after" }), { timeout: 20_000 });
      expect(await third).toMatchObject({ idempotencyKey: "after" });
      expect([...lab.sandbox().acceptedPerReference().values()]).toEqual([1, 1, 1]);
    }, 60_000);
  },
);
