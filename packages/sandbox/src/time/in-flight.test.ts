import { expect, test } from "vitest";
import { createInFlight } from "./in-flight.js";

/** Whether `promise` is settled once all that is due has run. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  void promise.then(() => (settled = true));
  await new Promise((resolve) => setImmediate(resolve));
  return settled;
}

test("idle() waits for everything that is under way, for what begins meanwhile too", async () => {
  const work = createInFlight();
  await work.idle();
  const first = work.begin();
  const idle = work.idle();
  const second = work.begin();
  first();
  first(); // twice is once
  expect(await isSettled(idle)).toBe(false);
  second();
  const third = work.begin(); // in the same turn in which the last one ended
  expect(await isSettled(idle)).toBe(false);
  third();
  expect(await isSettled(idle)).toBe(true);
});

test("a tracked promise counts whether it is fulfilled or rejected", async () => {
  const work = createInFlight();
  let reject = (_: Error): void => {};
  const tracked = work.track(new Promise<never>((_, refuse) => (reject = refuse)));
  const idle = work.idle();
  expect(await isSettled(idle)).toBe(false);
  reject(new Error("failed"));
  await expect(tracked).rejects.toThrow("failed");
  expect(await isSettled(idle)).toBe(true);
});
