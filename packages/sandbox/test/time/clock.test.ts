import { performance } from "node:perf_hooks";
import { describe, expect, test } from "vitest";
import { manualClock, realtimeClock, startSandbox } from "../../src/index.js";
import { send } from "../support/api-client.js";
import { control } from "../support/control-client.js";
import { startReceiver } from "../support/receiver.js";

const HOUR_MS = 3_600_000;

test("24 hours pass at once under the manual clock, with everything that falls due in them", async () => {
  await using receiver = await startReceiver();
  await using sandbox = await startSandbox({ clock: "manual", webhookUrl: receiver.url });
  receiver.answer = (response) => response.writeHead(503).end();
  await send(sandbox);
  const startMs = sandbox.clock.epochMs();
  const startedMs = performance.now();
  await sandbox.clock.advance("24h");
  expect(performance.now() - startedMs).toBeLessThan(5000);
  expect(sandbox.clock.epochMs() - startMs).toBe(24 * HOUR_MS);
  expect(receiver.received).toHaveLength(3 * 7); // three statuses, seven attempts each
  expect(sandbox.clock.pending()).toEqual([]);
});

test("next() goes from job to job, and says when there is none", async () => {
  const clock = manualClock({ startEpochMs: Date.UTC(2026, 0, 5, 9) });
  await using receiver = await startReceiver();
  await using sandbox = await startSandbox({
    clock,
    webhookUrl: receiver.url,
    delays: { queuedMs: 1000, sentMs: 500, deliveredMs: HOUR_MS },
  });
  const id = await send(sandbox);
  expect(clock.pending()).toEqual([{ dueAt: "2026-01-05T09:00:01.000Z", what: `message ${id} becomes QUEUED` }]);
  const seen: [number, string][] = [];
  while (await clock.next()) {
    seen.push([clock.epochMs() - Date.UTC(2026, 0, 5, 9), sandbox.message(id)!.status]);
  }
  expect(seen).toEqual([
    [1000, "QUEUED"],
    [1500, "SENT"],
    [1500 + HOUR_MS, "DELIVERED"],
  ]);
  expect(await clock.next()).toBe(false);
});

test("pending() names retries, soonest first", async () => {
  await using receiver = await startReceiver();
  await using sandbox = await startSandbox({ clock: "manual", webhookUrl: receiver.url });
  receiver.answer = (response) => response.writeHead(500).end();
  sandbox.phone("+12065550142").text("Hello");
  await sandbox.clock.settle();
  const [delivery] = sandbox.webhooks.deliveries();
  expect(sandbox.clock.pending()).toEqual([
    {
      dueAt: delivery!.attempts[0]!.nextDueAt,
      what: `retry 1 of event ${delivery!.event.id} to webhook ${delivery!.webhookId}`,
    },
  ]);
});

test("a manual clock never runs by itself", () => {
  const clock = manualClock();
  expect(clock).toMatchObject({ mode: "manual", frozen: true, speed: 1 });
  clock.freeze();
  expect(() => clock.unfreeze()).toThrow(expect.objectContaining({ code: "clock_not_realtime" }) as Error);
  expect(() => clock.setSpeed(2)).toThrow(expect.objectContaining({ code: "clock_not_realtime" }) as Error);
});

describe("real time", () => {
  test("can be moved on: what falls due on the way happens, and it runs on from there", async () => {
    await using receiver = await startReceiver();
    await using sandbox = await startSandbox({ webhookUrl: receiver.url });
    receiver.answer = (response) => response.writeHead(receiver.received.length > 2 ? 200 : 500).end();
    sandbox.phone("+12065550142").text("Hello");
    const before = sandbox.clock.epochMs();
    await sandbox.clock.advance("20m");
    expect(receiver.received).toHaveLength(3); // at 0, 1 and 3 minutes
    expect(sandbox.clock.epochMs() - before).toBeGreaterThanOrEqual(20 * 60_000);
    const id = await send(sandbox);
    await sandbox.clock.settle();
    expect(sandbox.message(id)!.status).toBe("DELIVERED");
  });

  test("stands still while it is frozen, and never jumps by that", async () => {
    await using sandbox = await startSandbox();
    sandbox.clock.freeze();
    expect(sandbox.clock.frozen).toBe(true);
    const [now, epochMs] = [sandbox.clock.now(), sandbox.clock.epochMs()];
    const id = await send(sandbox); // several milliseconds of real time
    await sandbox.clock.settle();
    expect([sandbox.clock.now(), sandbox.clock.epochMs()]).toEqual([now, epochMs]);
    expect(sandbox.message(id)!.status).toBe("CREATED");
    await sandbox.clock.next();
    expect(sandbox.message(id)!.status).toBe("QUEUED");
    expect(sandbox.clock.epochMs() - epochMs).toBeCloseTo(60, 3);
    sandbox.clock.unfreeze();
    expect(sandbox.clock.now()).toBeLessThan(now + 1000);
    await sandbox.clock.settle();
    expect(sandbox.message(id)!.status).toBe("DELIVERED");
  });

  test("runs faster on request", async () => {
    await using sandbox = await startSandbox({ delays: { queuedMs: 0, sentMs: 0, deliveredMs: HOUR_MS } });
    sandbox.clock.setSpeed(10_000);
    const before = sandbox.clock.epochMs();
    await send(sandbox);
    await sandbox.phone("+12065550142").waitFor(/table/); // an hour in 0.36 s
    expect(sandbox.clock.epochMs() - before).toBeGreaterThanOrEqual(HOUR_MS);
    for (const speed of [0, -1, 10_001, Number.NaN]) {
      expect(() => sandbox.clock.setSpeed(speed)).toThrow(
        expect.objectContaining({ code: "config_option_invalid" }) as Error,
      );
    }
  });

  test("tells of every move, and of nothing else", async () => {
    const clock = realtimeClock();
    let told = 0;
    const stop = clock.onChange(() => (told += 1));
    clock.freeze();
    clock.freeze();
    await clock.settle();
    expect(told).toBe(1);
    await clock.advance("1m");
    clock.setSpeed(2);
    clock.unfreeze();
    expect(told).toBe(4);
    stop();
    await clock.advance(1);
    expect(told).toBe(4);
  });

  test("a canceled timer never fires, not even in the moment in which it is due", async () => {
    const clock = manualClock();
    const fired: string[] = [];
    const late = clock.setTimer(() => fired.push("late"), 10);
    const timers = [
      clock.setTimer(() => {
        fired.push("first");
        timers[1]!.cancel();
      }, 5),
      clock.setTimer(() => fired.push("second"), 5),
    ];
    late.cancel();
    await clock.advance(20);
    expect(fired).toEqual(["first"]);
  });
});

test("another process can move it", async () => {
  await using sandbox = await startSandbox({ delays: { queuedMs: 0, sentMs: 1, deliveredMs: HOUR_MS } });
  const post = async (path: string, body: object = {}) => (await control(sandbox, "POST", path, { body })).body;
  expect(await post("/clock/freeze")).toMatchObject({ mode: "realtime", frozen: true, speed: 1, pending: [] });
  const id = await send(sandbox);
  expect((await post("/clock/next")).pending).toMatchObject([{ what: `message ${id} becomes SENT` }]);
  await post("/clock/next");
  const { now, pending } = await post("/clock/advance", { by: "1m" });
  expect(pending).toMatchObject([{ what: `message ${id} becomes DELIVERED` }]);
  expect(Date.parse(pending[0].dueAt) - Date.parse(now)).toBe(59 * 60_000);
  expect(await post("/clock/speed", { speed: 60 })).toMatchObject({ speed: 60 });
  expect(await post("/clock/unfreeze")).toMatchObject({ frozen: false });
  expect((await control(sandbox, "GET", "/info")).body.clock).toMatchObject({ frozen: false, speed: 60 });
});
