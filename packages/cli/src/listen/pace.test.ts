import { expect, test } from "vitest";
import { Pace } from "./pace.js";

test("reads less often while less than a quarter of the rate limit remains, up to 8 seconds", () => {
  const pace = new Pace(1_000);
  const pauses = [5, 4, 4, 4, 4].map((remaining) => {
    pace.read({ limit: 20, remaining });
    return pace.nextMs;
  });
  expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 8_000]);
  pace.read({}); // a response without headers says nothing
  expect(pace.nextMs).toBe(8_000);
  pace.read({ limit: 20, remaining: 19 });
  expect(pace.nextMs).toBe(1_000);
});

test("never reads more often than the interval, even if it is longer than 8 seconds", () => {
  const pace = new Pace(60_000);
  pace.read({ limit: 20, remaining: 0 });
  expect(pace.nextMs).toBe(60_000);
});
