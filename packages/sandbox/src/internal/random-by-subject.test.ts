import { expect, test } from "vitest";
import { createRandom } from "./random.js";
import { RandomBySubject } from "./random-by-subject.js";

const ANN = "+12065550142";
const BOB = "+12065550143";

test("a subject's draws do not depend on whose turn was before", () => {
  const drawn = (order: readonly string[]): Record<string, number[]> => {
    const draws = new RandomBySubject(createRandom("seven"));
    const found: Record<string, number[]> = { [ANN]: [], [BOB]: [] };
    for (const subject of order) found[subject]!.push(draws.of(subject).draw());
    return found;
  };
  const first = drawn([ANN, ANN, BOB, ANN, BOB]);
  expect(drawn([BOB, ANN, BOB, ANN, ANN])).toEqual(first);
  expect(new Set([...first[ANN]!, ...first[BOB]!]).size).toBe(5);
});

test("forgets whom it has known longest, and nobody else", () => {
  const draws = new RandomBySubject(createRandom("seven"), 2);
  const first = draws.of(ANN).draw();
  const second = draws.of(ANN).draw();
  draws.of(BOB);
  expect(draws.of(ANN).draw()).not.toBe(first);
  draws.of("+12065550144"); // Ann was known before Bob
  expect(draws.of(ANN).draw()).toBe(first);
  expect(draws.of(ANN).draw()).toBe(second);
});
