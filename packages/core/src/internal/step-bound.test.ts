import { expect, test } from "vitest";
import { createStepBound, MOST_UNANSWERED, UNRESPONSIVE_AFTER_MS } from "./step-bound.js";

function setUp() {
  const state = { now: 0, isConnected: true };
  const bounded = createStepBound(() => state.isConnected, { now: () => state.now });
  const waiting: (() => void)[] = [];
  const wait = (): Promise<void> => bounded(() => new Promise<void>((resolve) => waiting.push(resolve)));
  return { state, bounded, wait, answerAll: () => waiting.splice(0).forEach((resolve) => resolve()) };
}
const refused = { code: "STORE_UNRESPONSIVE" };

test("node-redis#1039: steps of a store that does not respond are bounded, and go on when it does", async () => {
  const { state, bounded, wait, answerAll } = setUp();
  const waits = Array.from({ length: MOST_UNANSWERED + 100 }, () => wait());
  state.now += UNRESPONSIVE_AFTER_MS + 1;
  await expect(wait()).rejects.toMatchObject(refused);
  answerAll();
  await Promise.all(waits);
  expect(await bounded(() => Promise.resolve(1))).toBe(1);
});

test("a slow store is not an unresponsive one while few steps wait", async () => {
  const { state, wait, answerAll } = setUp();
  const waits = Array.from({ length: MOST_UNANSWERED - 1 }, () => wait());
  state.now += 60_000;
  waits.push(wait());
  answerAll();
  await Promise.all(waits);
});

test("a connection that was lost bounds them without the second, and the first connection does not", async () => {
  const { state, bounded, wait, answerAll } = setUp();
  state.isConnected = false;
  const first = Array.from({ length: 2 * MOST_UNANSWERED }, () => wait());
  answerAll();
  await Promise.all(first);
  await expect(bounded(() => Promise.reject(new Error("x")))).rejects.toThrow("x");
  const second = Array.from({ length: MOST_UNANSWERED }, () => wait());
  await expect(wait()).rejects.toMatchObject(refused);
  answerAll();
  await Promise.all(second);
});
