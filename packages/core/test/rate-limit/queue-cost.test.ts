import { setFlagsFromString } from "node:v8";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { TimerHandle } from "../../src/internal/clock.js";
import type { Limiter as LimiterClass, Permit } from "../../src/rate-limit/limiter.js";
import type { fakeSendo as FakeSendoFunction } from "../../src/testing/fake-sendo.js";
import { countWork, type WorkCounter } from "../support/work-counter.js";

// Complexity as a count: what one more costs must be the same number, whoever else waits.

let work: WorkCounter;
let Limiter: typeof LimiterClass;
let fakeSendo: typeof FakeSendoFunction;

beforeAll(async () => {
  // The engine does not count calls of what it has inlined.
  setFlagsFromString("--no-opt");
  work = await countWork();
  // Only code that is loaded from here on is counted block by block.
  ({ Limiter } = await import("../../src/rate-limit/limiter.js"));
  ({ fakeSendo } = await import("../../src/testing/fake-sendo.js"));
});
afterAll(() => work.stop());

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A limiter with `waiting` calls in its queue, each in the lane that comes by turns, and the request that holds them up. */
function crowd(waiting: number) {
  const clock = { nowMs: 0, wake: (): void => {}, now: () => clock.nowMs, epochMs: () => clock.nowMs, setTimer };
  function setTimer(run: () => void): TimerHandle {
    clock.wake = run;
    return { cancel: () => {} };
  }
  const limiter = new Limiter({ limit: 1, clock, random: () => 0.5 });
  const admitted: Permit[] = [];
  const admit = (permit: Permit): void => void admitted.push(permit);
  const leave = Array.from({ length: waiting + 1 }, (_, index) =>
    limiter.enqueue((["high", "normal", "low"] as const)[index % 3]!, admit),
  );
  return { clock, limiter, admitted, admit, leave };
}

async function costs(waiting: number): Promise<Record<string, number>> {
  const { clock, limiter, admitted, admit, leave } = crowd(waiting);
  expect(limiter.queued).toBe(waiting);
  let leaveTheLast = (): void => {};
  const cost = {
    join: await work.during(() => (leaveTheLast = limiter.enqueue("normal", admit))),
    joinAgain: await work.during(() => limiter.enqueue("normal", admit, true)),
    leaveFromTheEnd: await work.during(() => leaveTheLast()),
    leaveFromTheMiddle: await work.during(() => leave[Math.floor(waiting / 2)]!()),
    leaveTwice: await work.during(() => leave[Math.floor(waiting / 2)]!()),
    state: await work.during(() => limiter.state),
    answer: await work.during(() => admitted[0]!.responded(200, {})),
    letThrough: await work.during(() => {
      clock.nowMs += 1001;
      clock.wake();
    }),
  };
  expect(admitted).toHaveLength(2);
  expect(limiter.queued).toBe(waiting - 1);
  return cost;
}

test("joining, leaving and being let through cost the same with 100,000 waiting as with 100", async () => {
  await costs(100); // the engine also counts what happens only the first time
  const few = await costs(100);
  const many = await costs(100_000);
  for (const [step, count] of Object.entries(few)) expect(count, step).toBeGreaterThan(0);
  expect(many).toEqual(few);
}, 60_000);

test("a whole send that is aborted while it waits costs the same behind 5,000 others as behind 100", async () => {
  const abortedSend = async (waiting: number): Promise<number> => {
    const { client } = fakeSendo({
      requestsPerSecond: 1,
      rateLimit: { maxQueue: waiting + 10, account: `${waiting}` },
    });
    const shared = new AbortController();
    const others = Array.from({ length: waiting }, () =>
      client.messages.send({ to: "+12065550142", body: "Hello" }, { signal: shared.signal }).catch(() => "ended"),
    );
    await settled();
    const cost = await work.during(async () => {
      const alone = new AbortController();
      const send = client.messages.send({ to: "+12065550142", body: "Hello" }, { signal: alone.signal });
      const ended = send.then(
        () => "sent",
        () => "aborted",
      );
      alone.abort();
      expect(await ended).toBe("aborted");
    });
    expect(client.rateLimit.queued.normal).toBe(waiting - 1);
    shared.abort();
    await Promise.all(others);
    expect(client.rateLimit.queued.normal).toBe(0);
    return cost;
  };
  await abortedSend(100);
  const few = await abortedSend(100);
  expect(few).toBeGreaterThan(0);
  expect(await abortedSend(5_000)).toBe(few);
}, 60_000);
