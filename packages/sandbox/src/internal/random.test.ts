import { expect, test } from "vitest";
import { createRandom } from "./random.js";

test("a seed repeats its draws, whatever was drawn from a fork", () => {
  const draws = (seed: string, fork: boolean): number[] => {
    const chance = createRandom(seed);
    if (fork) chance.fork("other").draw();
    return [chance.draw(), chance.draw(), chance.fork("other").draw()];
  };
  expect(draws("seven", true)).toEqual(draws("seven", false));
  expect(draws("seven", false)).not.toEqual(draws("eight", false));
  expect(new Set(draws("seven", false)).size).toBe(3);
});

test("draws spread evenly from 0 to below 1", () => {
  const chance = createRandom("even");
  const draws = Array.from({ length: 10_000 }, () => chance.draw());
  expect(Math.min(...draws)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...draws)).toBeLessThan(1);
  for (const limit of [0.1, 0.5, 0.9]) {
    const share = draws.filter((draw) => draw < limit).length / draws.length;
    expect(Math.abs(share - limit)).toBeLessThan(0.02);
  }
});
