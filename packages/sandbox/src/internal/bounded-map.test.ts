import { expect, test } from "vitest";
import { BoundedMap } from "./bounded-map.js";

test("forgets the oldest, whatever was deleted or set again meanwhile, as a plain map gone through from the front", () => {
  const map = new BoundedMap<number, string>(50);
  const plain = new Map<number, string>();
  for (let key = 0; key < 3000; key += 1) {
    map.set(key, `first ${key}`);
    plain.set(key, `first ${key}`);
    if (plain.size > 50) plain.delete([...plain.keys()][0]!);
    for (const other of key % 3 === 0 ? [key - 49, key - 20] : []) {
      expect(map.delete(other)).toBe(plain.delete(other));
    }
    const again = key - 5;
    if (key % 7 === 0 && plain.has(again)) {
      map.set(again, "again");
      plain.set(again, "again");
    }
    expect([...map.entries()]).toEqual([...plain]);
  }
  expect(map.size).toBe(plain.size);
  expect([...map.values()]).toEqual([...plain.values()]);
});

test("goes on after it was emptied, more than once", () => {
  const map = new BoundedMap<string, number>(2);
  for (const round of [1, 2, 3]) {
    for (const key of ["a", "b", "c"]) map.set(`${key}${round}`, round);
    expect([...map.entries()]).toEqual([
      [`b${round}`, round],
      [`c${round}`, round],
    ]);
    map.clear();
    expect(map.has(`c${round}`)).toBe(false);
    expect(map.get(`c${round}`)).toBeUndefined();
  }
});

test("what is set again keeps its place", () => {
  const map = new BoundedMap<string, number>(2);
  map.set("a", 1);
  map.set("b", 1);
  map.set("a", 2);
  map.set("c", 1);
  expect([...map.entries()]).toEqual([
    ["b", 1],
    ["c", 1],
  ]);
});
