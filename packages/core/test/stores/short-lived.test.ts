import { expect, test } from "vitest";
import type { Clock } from "../../src/internal/clock.js";
import { silentLogger } from "../../src/observe/logger.js";
import type { Permit } from "../../src/rate-limit/limiter.js";
import { SharedLimiter } from "../../src/stores/shared-limiter.js";
import { memoryRateLimitStore } from "../../src/testing/stores/index.js";
import { VirtualClock } from "../../src/testing/virtual-clock.js";

const FUNCTIONS = 60;
const ROUND_TRIP_MS = 20;
const STORE_MS = 5;

/** A function that sends one message and is frozen when `untilFrozen` resolves. After that, none of its timers run. */
function sendFromFunction(
  clock: VirtualClock,
  store: ReturnType<typeof memoryRateLimitStore>,
  untilFrozen: (limiter: SharedLimiter) => Promise<void>,
): Promise<number> {
  let isFrozen = false;
  const own: Clock = {
    now: () => clock.now(),
    epochMs: () => clock.epochMs(),
    setTimer: (run, delayMs) => clock.setTimer(() => void (isFrozen || run()), delayMs),
  };
  const after = (ms: number): Promise<void> => new Promise((resolve) => clock.setTimer(resolve, ms));
  const limiter = new SharedLimiter({
    limit: 20,
    clock: own,
    random: () => 0,
    account: "one",
    store: {
      async exchange(account, report) {
        await after(STORE_MS);
        const grant = await store.exchange(account, report);
        await after(STORE_MS);
        return grant;
      },
    },
    fallbackProcesses: FUNCTIONS,
    logger: silentLogger,
  });
  return new Promise((resolve) => {
    const respond = async (permit: Permit): Promise<void> => {
      await after(ROUND_TRIP_MS);
      permit.responded(200, {});
      resolve(clock.now());
      await untilFrozen(limiter);
      isFrozen = true;
    };
    limiter.enqueue("normal", (permit) => void respond(permit));
  });
}

test.each<[string, (clock: VirtualClock) => (limiter: SharedLimiter) => Promise<void>]>([
  ["that wait for `idle()`", () => (limiter) => limiter.idle()],
  ["that live for 10 ms after the response", (clock) => () => new Promise((resolve) => clock.setTimer(resolve, 10))],
])("issue 21: 60 messages from functions %s do not starve the shared limit", async (_, untilFrozen) => {
  const clock = new VirtualClock();
  const store = memoryRateLimitStore({ clock });
  const sent = Array.from({ length: FUNCTIONS }, () => sendFromFunction(clock, store, untilFrozen(clock)));
  let tookMs = Infinity;
  void Promise.all(sent).then((times) => (tookMs = Math.max(...times)));
  await clock.advance(70_000);
  expect(tookMs).toBeLessThan(6_000);
});
