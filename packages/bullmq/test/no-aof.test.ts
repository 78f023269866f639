import { memoryIdempotencyStore } from "@sendo/core";
import { describe, expect, test } from "vitest";
import { next, setUpLab, MESSAGE } from "./support/lab.js";

const lab = setUpLab();

// The same at random, with many messages: `pnpm --filter @sendo/bullmq kill --no-aof` (docs/scaling.md).
describe.runIf(lab.available)("a Redis without AOF goes back to its snapshot", () => {
  test.each([
    ["the idempotency store is in it: what was sent since is sent again, under the same reference", true, 2],
    ["the idempotency store is elsewhere: nothing is sent again", false, 1],
  ])("%s", async (_, isInRedis, times) => {
    const idempotency = isInRedis ? undefined : memoryIdempotencyStore();
    const sendo = lab.client(idempotency && { idempotency });
    const outbox = lab.outbox({ sendo });
    const before = next(outbox, "accepted");
    await outbox.enqueue(MESSAGE, { idempotencyKey: "over before" });
    outbox.work({ allowVolatileStore: true });
    const { reference: over } = await before;
    await outbox.enqueue(MESSAGE, { idempotencyKey: "sent since", delayMs: 3_600_000 });
    await lab.redis().save();
    const since = next(outbox, "accepted");
    const [waiting] = await outbox.queues.messages.getDelayed();
    await waiting!.promote();
    const { reference } = await since;
    await outbox.enqueue(MESSAGE, { idempotencyKey: "stored since", delayMs: 3_600_000 });
    await lab.server().kill();
    await lab.server().restart();
    await lab.redis().ping();

    expect(await outbox.find("stored since")).toBeUndefined();
    expect(await outbox.find("over before")).toMatchObject({ state: "accepted", reference: over });
    expect(await outbox.find("sent since")).toMatchObject({ state: "waiting", attempts: 0 });
    const again = next(outbox, "accepted");
    const [backAgain] = await outbox.queues.messages.getDelayed();
    await backAgain!.promote();
    expect(await again).toMatchObject({ idempotencyKey: "sent since", reference });
    const accepted = lab.sandbox().acceptedPerReference();
    expect([accepted.get(over!), accepted.get(reference!)]).toEqual([1, times]);
  });
});
