import { expect, it, onTestFinished, vi } from "vitest";
import { insertionCursor } from "./insertion-cursor.js";

it("gives the oldest key that is still there, whatever was deleted, added or renewed meanwhile", () => {
  const map = new Map([1, 2, 3, 4].map((key) => [key, true]));
  const oldest = insertionCursor(map);
  const forget = (): number | undefined => {
    const key = oldest();
    if (key !== undefined) map.delete(key);
    return key;
  };
  expect(forget()).toBe(1);
  map.delete(2);
  map.delete(3);
  map.set(3, true);
  map.set(5, true);
  expect([forget(), forget(), forget(), forget()]).toEqual([4, 3, 5, undefined]);
  map.set(6, true);
  expect([forget(), forget()]).toEqual([6, undefined]);
});

it("starts at the front once, and not for each key", () => {
  const map = new Map(Array.from({ length: 1000 }, (_, key) => [key, true]));
  const keys = vi.spyOn(map, "keys");
  onTestFinished(() => keys.mockRestore());
  const oldest = insertionCursor(map);
  for (let key = 0; key < 5000; key += 1) {
    expect(oldest()).toBe(key);
    map.delete(key);
    map.set(key + 1000, true);
  }
  expect(keys).toHaveBeenCalledTimes(1);
});
