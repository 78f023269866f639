import { hasRedis, startWatchedPair, type LocalRedis } from "@sendo-internal/test-kit/redis";
import { createWebhookReceiver, Sendo } from "@sendo/core";
import { deliver, TEST_WEBHOOK_TOKEN, webhookEvent } from "@sendo/core/testing";
import { startSandbox } from "@sendo/sandbox";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { redisDedupeStore, redisIdempotencyStore } from "../src/index.js";
import { SENTINEL_CLIENTS } from "./support/sentinels.js";
import { sendAgain } from "./support/send-again.js";
import { countRefusals, messagesReach, sharingClients } from "./support/sharing-clients.js";
import { testStoreContracts } from "./support/store-contracts.js";

const available = hasRedis() || process.env.CI !== undefined;
const MESSAGE = { to: "+12065550142", body: "Your table is ready" };

const ENDS: [string, (primary: LocalRedis) => void | Promise<void>][] = [
  ["is killed", (primary) => primary.kill()],
  ["falls silent, with its connections open", (primary) => primary.pause()],
];

describe.runIf(available).each(SENTINEL_CLIENTS)("behind three sentinels, with %s", (_, connect) => {
  async function start() {
    const pair = await startWatchedPair();
    const connections = await Promise.all(Array.from({ length: 3 }, () => connect(pair.sentinels)));
    const close = async (): Promise<void> => {
      for (const connection of connections) await connection.close();
      await pair.close();
    };
    return { pair, connections, close };
  }

  describe("the stores fulfill their contracts", () => {
    let started: Awaited<ReturnType<typeof start>>;
    beforeAll(async () => void (started = await start()), 40_000);
    afterAll(() => started?.close());
    testStoreContracts(() => started.connections[0]!.client);
  });

  test.each(ENDS)(
    "the primary %s: nothing is sent twice, no call hangs, no 429, and the replica is used automatically",
    async (_, end) => {
      const { pair, connections, close } = await start();
      onTestFinished(close);
      await using sandbox = await startSandbox({ window: "sliding-log" });
      const refusals = countRefusals();
      const clients = sharingClients(sandbox, connections);
      const wave = (count: number) =>
        Promise.all(clients.flatMap((client) => Array.from({ length: count }, () => client.messages.send(MESSAGE))));
      // Another account at Sendo, so that only the three above have to do with the limit.
      await using other = await startSandbox({ requestsPerSecond: false });
      const { client } = connections[0]!;
      const sendo = new Sendo({
        ...other.clientOptions,
        requestsPerSecond: false,
        idempotency: redisIdempotencyStore(client),
      });
      onTestFinished(async () => void (await sendo.close()));
      const send = (idempotencyKey: string, deadlineMs?: number) =>
        sendo.messages.send(MESSAGE, { idempotencyKey, deadlineMs });
      const handled: string[] = [];
      const receiver = createWebhookReceiver({
        tokens: TEST_WEBHOOK_TOKEN,
        dedupe: redisDedupeStore(client),
        on: { "message.incoming": ({ id }) => void handled.push(id) },
      });
      const events = [webhookEvent("message.incoming"), webhookEvent("message.incoming")] as const;

      const kept = await send("kept");
      expect(await deliver(receiver, events[0])).toMatchObject([{ httpStatus: 200 }]);
      await wave(3);
      await pair.replicated();
      const under = wave(12);
      await messagesReach(sandbox, 30);
      await end(pair.primary);

      // Nobody is put in charge before the primary was silent for half a second.
      await expect(send("kept", 300)).rejects.toMatchObject({ outcome: "not-sent" });
      // These may outlast it, or end by the store's own time: then nothing was sent, and nothing handled.
      const [during, [webhook]] = await Promise.all([
        send("during").catch((error: unknown) => error),
        deliver(receiver, events[1]),
      ]);
      if (during instanceof Error) expect(during).toMatchObject({ outcome: "not-sent", retryable: true });
      expect(webhook!.httpStatus).toBe(handled.length === 2 ? 200 : 503);
      await under;
      expect([sandbox.messages().length, refusals()]).toEqual([45, 0]);

      await pair.failedOver();
      const again = (key: string) => sendAgain(() => send(key));
      expect(await again("kept")).toEqual(kept);
      expect(await again("during")).toEqual(await again("during"));
      expect(await again("after")).toEqual(await again("after"));
      expect([...other.acceptedPerReference().values()]).toEqual([1, 1, 1]);
      for (const event of events) {
        let answer;
        do [answer] = await deliver(receiver, event);
        while (answer?.httpStatus === 503);
        expect(answer).toMatchObject({ httpStatus: 200 });
      }
      expect(handled).toEqual(events.map(({ id }) => id));
      // Whoever sends asks again.
      for (const client of clients) while (client.rateLimit.store === "away") await client.messages.send(MESSAGE);
      await wave(10);
      expect(refusals()).toBe(0);
      expect(clients.map(({ rateLimit }) => rateLimit.store)).toEqual(["shared", "shared", "shared"]);
    },
    90_000,
  );
});
