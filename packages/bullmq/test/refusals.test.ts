import type { SendoLogger } from "@sendo/core";
import { type Redis } from "ioredis";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { OutboxClock } from "../src/clock.js";
import { createFailureLog } from "../src/failure-log.js";
import { OutboxEvents } from "../src/outbox-events.js";
import { resolveOutboxOptions, resolveWorkOptions } from "../src/outbox-options.js";
import { OutboxWorkers } from "../src/outbox-workers.js";
import type { ReviewQueue, MessageQueue } from "../src/stored-message.js";
import { REST_MS } from "../src/worker-rest.js";
import { next, setUpLab, MESSAGE } from "./support/lab.js";

const lab = setUpLab();
const USER = "worker";
const MESSAGES = 30;
/** More than what two workers that rest can ask in one turn: for stalled jobs, for the next job, and while they wait for one. */
const ASKED_A_TURN = 6;
/** What removing old messages asks when the workers begin. */
const ASKED_AT_FIRST = 8;

/** Time that passes when the test says so. */
function handClock() {
  const timers = new Set<{ delayMs: number; run: () => void }>();
  const clock: OutboxClock = {
    epochMs: () => Date.now(),
    nowMs: () => performance.now(),
    after(delayMs, run) {
      const timer = { delayMs, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
  };
  const resting = () => [...timers].filter(({ delayMs }) => delayMs === REST_MS);
  return {
    clock,
    /** How many workers rest. */
    resting: () => resting().length,
    endRests() {
      for (const timer of resting()) {
        timers.delete(timer);
        timer.run();
      }
    },
    endMinute() {
      for (const timer of [...timers].filter(({ delayMs }) => delayMs === 60_000)) {
        timers.delete(timer);
        timer.run();
      }
    },
  };
}

/** Workers as a user of Redis who may be forbidden things, with messages that wait. */
async function startWorkers() {
  const redis = lab.redis();
  const outbox = lab.outbox();
  await redis.call("ACL", "SETUSER", USER, "on", ">secret", "~*", "&*", "+@all");
  const connection = { port: lab.server().port, username: USER, password: "secret" };
  const warn = vi.fn<SendoLogger["warn"]>();
  const logger: SendoLogger = { debug() {}, info() {}, warn, error() {} };
  const time = handClock();
  const heard = new Set<string>();
  const options = resolveOutboxOptions({ sendo: lab.client(), connection, name: outbox.queues.messages.name, logger });
  const events = new OutboxEvents(logger);
  events.on("accepted", ({ idempotencyKey }) => heard.add(idempotencyKey));
  for (let i = 0; i < MESSAGES; i += 1) await outbox.enqueue(MESSAGE, { idempotencyKey: `message ${i}` });
  const start = (): OutboxWorkers =>
    new OutboxWorkers(options, resolveWorkOptions({}), {
      messages: outbox.queues.messages as unknown as MessageQueue,
      reviews: outbox.queues.reviews as unknown as ReviewQueue,
      events,
      clock: time.clock,
      logFailure: createFailureLog(logger, time.clock),
    });
  return { redis, time, warn, heard, start };
}

/** Scripts and waits that were asked for, refused or not, by the server's own count. */
async function asked(redis: Redis): Promise<number> {
  const stats = await redis.info("commandstats");
  return [...stats.matchAll(/^cmdstat_(?:evalsha|eval|bzpopmin):calls=(\d+).*rejected_calls=(\d+)/gm)].reduce(
    (sum, [, calls, rejected]) => sum + Number(calls) + Number(rejected),
    0,
  );
}

/** Long enough for a worker without a pause to ask as often: each answers before the next is asked. */
async function wait(redis: Redis): Promise<void> {
  for (let i = 0; i < 500; i += 1) await redis.ping();
}

const until = (holds: () => boolean): Promise<boolean> => vi.waitUntil(holds, { timeout: 20_000, interval: 5 });

let workers: OutboxWorkers | undefined;
afterEach(async () => {
  await workers?.drain(0);
  await workers?.close(true);
  workers = undefined;
});

describe.runIf(lab.available)("a Redis that rejects commands", () => {
  test("is called once per second, is logged once per minute, and is used again after it has recovered", async () => {
    const { redis, time, warn, heard, start } = await startWorkers();
    await redis.call("ACL", "SETUSER", USER, "-evalsha", "-eval");
    const before = await asked(redis);
    workers = start();
    for (let turn = 1; turn <= 3; turn += 1) {
      await until(() => time.resting() === 2);
      await wait(redis);
      expect((await asked(redis)) - before).toBeLessThanOrEqual(ASKED_AT_FIRST + turn * ASKED_A_TURN);
      expect(time.resting()).toBe(2);
      time.endRests();
    }
    expect(heard.size).toBe(0);
    expect(warn.mock.calls.map(([fields]) => fields)).toEqual(
      expect.arrayContaining([
        { queue: expect.stringMatching(/^outbox-/) as string, cause: { name: "ReplyError", code: "NOPERM" } },
        { queue: expect.stringMatching(/-review$/) as string, cause: { name: "ReplyError", code: "NOPERM" } },
      ]),
    );
    expect(warn).toHaveBeenCalledTimes(2);
    await until(() => time.resting() === 2);
    time.endMinute();
    expect(warn.mock.calls.slice(2).map(([{ repeated }]) => Number(repeated) > 1)).toEqual([true, true]);

    await redis.call("ACL", "SETUSER", USER, "+@all");
    time.endRests();
    await until(() => heard.size === MESSAGES);
    expect(lab.sandbox().messages()).toHaveLength(MESSAGES);
  });

  test("a worker that is closed during its pause does not resume", async () => {
    const { redis, time, heard, start } = await startWorkers();
    await redis.call("ACL", "SETUSER", USER, "-evalsha", "-eval");
    workers = start();
    await until(() => time.resting() === 2);
    await workers.drain(0);
    await workers.close(true);
    expect(time.resting()).toBe(0);
    await redis.call("ACL", "SETUSER", USER, "+@all");
    time.endRests();
    await wait(redis);
    expect(heard.size).toBe(0);
  });

  test("without permission for INFO, messages are sent, and no error is logged", async () => {
    await lab.redis().call("ACL", "SETUSER", USER, "on", ">secret", "~*", "&*", "+@all", "-info");
    const connection = { port: lab.server().port, username: USER, password: "secret", enableReadyCheck: false };
    const problem = vi.fn<SendoLogger["error"]>();
    const outbox = lab.outbox({ connection, logger: { debug() {}, info() {}, warn: problem, error: problem } });
    const heard = next(outbox, "accepted");
    outbox.work();
    await outbox.enqueue(MESSAGE, { idempotencyKey: "a" });
    await heard;
    await outbox.close();
    expect(problem).not.toHaveBeenCalled();
  });
});
