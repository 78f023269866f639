import { hasRedis, startRedis } from "@sendo-internal/test-kit/redis";
import { HttpsTransport, Sendo, type Transport } from "@sendo/core";
import { startSandbox } from "@sendo/sandbox";
import { Redis } from "ioredis";
import { describe, expect, onTestFinished, test } from "vitest";
import { redisIdempotencyStore } from "../src/index.js";
import { CLIENTS, type Connect } from "./support/redis.js";
import { sendAgain } from "./support/send-again.js";
import { countRefusals, messagesReach, sharingClients } from "./support/sharing-clients.js";
import { startSlowRoad } from "./support/slow-road.js";

const available = hasRedis() || process.env.CI !== undefined;
const MESSAGE = { to: "+12065550142", body: "Your table is ready" };

/** A primary and its replica, behind an address that leads to whoever is in charge. */
async function startPair(connect: Connect) {
  const primary = await startRedis();
  const replication = await startSlowRoad(primary.port, () => 0);
  const replica = await startRedis({ replicaOf: replication.port });
  let inCharge = primary.port;
  const address = await startSlowRoad(
    () => inCharge,
    () => 0,
  );
  const connections = await Promise.all(Array.from({ length: 3 }, () => connect(`redis://127.0.0.1:${address.port}`)));
  onTestFinished(async () => {
    for (const connection of connections) await connection.close();
    await Promise.all([address.close(), replication.close()]);
    await Promise.all([primary.close(), replica.close()]);
  });
  const admin = new Redis(primary.url);
  const replicated = async (): Promise<void> => {
    // A connection waits for what it has written itself, and for what was written before.
    await admin.set("mark", "1", "EX", 60);
    expect(await admin.wait(1, 20_000)).toBe(1);
  };
  await replicated();
  return {
    connections,
    /** From here on the replica hears of nothing. */
    async cut() {
      await replicated();
      admin.disconnect();
      await replication.close();
    },
    async failOver() {
      await primary.kill();
      const promoted = new Redis(replica.url);
      await promoted.call("REPLICAOF", "NO", "ONE");
      promoted.disconnect();
      inCharge = replica.port;
    },
  };
}

describe.runIf(available).each(CLIENTS)("a replica without the latest writes takes over, with %s", (_, connect) => {
  test("messages that the replica knows are not sent again, and others are, under the same reference", async () => {
    await using sandbox = await startSandbox({ requestsPerSecond: false });
    const { connections, cut, failOver } = await startPair(connect);
    const { ca, ...options } = sandbox.clientOptions;
    const https = new HttpsTransport({ ca });
    let requests = 0;
    let isLosing = false;
    const transport: Transport = {
      start(request) {
        const attempt = https.start(request);
        if (request.method !== "POST") return attempt;
        requests += 1;
        const lost = { failure: { dispatched: true, cause: { name: "Error", code: "ECONNRESET" } } };
        return { result: attempt.result.then((end) => (isLosing ? lost : end)), cancel: () => attempt.cancel() };
      },
      close: () => https.close(),
    };
    await using sendo = new Sendo({
      ...options,
      requestsPerSecond: false,
      transport,
      idempotency: redisIdempotencyStore(connections[0]!.client),
    });
    const send = (idempotencyKey: string) => sendo.messages.send(MESSAGE, { idempotencyKey });
    const kept = await send("kept");
    isLosing = true;
    await expect(send("in doubt")).rejects.toMatchObject({ outcome: "unknown" });
    isLosing = false;
    await cut();
    const forgotten = await send("forgotten");
    expect(requests).toBe(3);
    await failOver();

    const again = (key: string) => sendAgain(() => send(key));
    expect(await again("kept")).toEqual(kept);
    const found = await again("in doubt");
    expect(sandbox.message(found.id)).toMatchObject({ to: MESSAGE.to });
    expect(requests).toBe(3);
    // This is what a replica that lags behind costs; the guide says so.
    const second = await again("forgotten");
    expect(requests).toBe(4);
    expect(second.id).not.toBe(forgotten.id);
    expect(second.reference).toBe(forgotten.reference);
    expect([...sandbox.acceptedPerReference().values()].sort()).toEqual([1, 1, 2]);
  }, 40_000);

  test("three processes that share a limit: no 429, although the replica does not know the last second's requests", async () => {
    await using sandbox = await startSandbox({ window: "sliding-log" });
    const { connections, cut, failOver } = await startPair(connect);
    const refusals = countRefusals();
    const clients = sharingClients(sandbox, connections);
    const wave = (count: number) =>
      Promise.all(clients.flatMap((client) => Array.from({ length: count }, () => client.messages.send(MESSAGE))));
    await wave(3);
    await cut();
    const under = wave(12);
    // In the middle of a burst that the replica has not heard of.
    await messagesReach(sandbox, 30);
    await failOver();
    await under;
    expect([sandbox.messages().length, refusals()]).toEqual([45, 0]);
    // Whoever sends asks again. Whether its connection was missed at all depends on the client.
    for (const client of clients) while (client.rateLimit.store === "away") await client.messages.send(MESSAGE);
    await wave(10);
    expect(refusals()).toBe(0);
  }, 60_000);
});
