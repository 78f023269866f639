import { expect, test } from "vitest";
import { createRandom } from "../internal/random.js";
import { JobQueue, type Job } from "./job-queue.js";

const job = (dueMs: number, what: string): Job => ({ dueMs, what, run: () => {} });

test("gives back in the order of time, and of coming within one moment, whatever was removed", () => {
  const chance = createRandom("jobs");
  for (let round = 0; round < 100; round += 1) {
    const queue = new JobQueue();
    const jobs = Array.from({ length: round }, (_, index) => job(Math.floor(chance.draw() * 10), String(index)));
    for (const each of jobs) queue.add(each);
    const removed = new Set(jobs.filter(() => chance.draw() < 0.3));
    for (const each of removed) queue.remove(each);
    const expected = jobs.filter((each) => !removed.has(each)).sort((a, b) => a.dueMs - b.dueMs); // stable
    expect(queue.toArray()).toEqual(expected);
    const taken: Job[] = [];
    for (let next = queue.takeDue(9); next !== undefined; next = queue.takeDue(9)) taken.push(next);
    expect(taken).toEqual(expected);
    expect(queue.first()).toBeUndefined();
  }
});

test("takes nothing that is not due yet", () => {
  const queue = new JobQueue();
  const later = job(5, "later");
  queue.add(later);
  expect(queue.takeDue(4.999)).toBeUndefined();
  expect(queue.takeDue(5)).toBe(later);
  queue.remove(later);
  expect(queue.takeDue(Number.POSITIVE_INFINITY)).toBeUndefined();
});

test("keeps nothing of jobs that were removed long before they are due", () => {
  const queue = new JobQueue();
  queue.add(job(1_000_000, "the one that stays"));
  const jobs = Array.from({ length: 1000 }, (_, index) => job(900_000 + index, String(index)));
  for (const each of jobs) queue.add(each);
  expect(queue.size).toBe(1001);
  for (const each of jobs) queue.remove(each);
  expect(queue.size).toBeLessThan(4);
  expect(queue.first()?.what).toBe("the one that stays");
});
