import { expect, test } from "vitest";
import { BoundedLog } from "./bounded-log.js";

test("keeps the newest, whenever it is asked, and gives copies", () => {
  const log = new BoundedLog<number>(3);
  const expected: number[] = [];
  for (let entry = 0; entry < 20; entry += 1) {
    log.add(entry);
    expected.push(entry);
    expect(log.toArray()).toEqual(expected.slice(-3));
  }
  log.toArray().pop();
  expect(log.toArray()).toEqual([17, 18, 19]);
});
