import { describe, expect, test } from "vitest";
import { Ledger, LOST_AFTER_MS, WINDOW_MS } from "./ledger.js";

function takeAll(ledger: Ledger, nowMs: number): number {
  let taken = 0;
  while (ledger.admits(nowMs)) {
    ledger.take();
    taken += 1;
  }
  return taken;
}

describe("Ledger", () => {
  test("lets the limit through and no more while nothing is answered", () => {
    const ledger = new Ledger(20);
    expect(takeAll(ledger, 0)).toBe(20);
    expect(ledger.admits(1_000_000)).toBe(false);
    expect(ledger.nextFreeAtMs()).toBeUndefined();
  });

  test("frees a slot one second after the answer, not after the sending", () => {
    const ledger = new Ledger(1);
    const entry = ledger.take();
    ledger.responded(entry, 5_000);
    expect(ledger.admits(5_000 + WINDOW_MS - 0.001)).toBe(false);
    expect(ledger.nextFreeAtMs()).toBe(5_000 + WINDOW_MS);
    expect(ledger.admits(5_000 + WINDOW_MS)).toBe(true);
  });

  test("gives the slot of a request that never left back at once", () => {
    const ledger = new Ledger(1);
    ledger.take();
    expect(ledger.admits(0)).toBe(false);
    ledger.release();
    expect(ledger.admits(0)).toBe(true);
  });

  test("presumes a lost request to be out of the window ten seconds after it ended", () => {
    const ledger = new Ledger(1);
    ledger.take();
    ledger.lost(100);
    expect(ledger.nextFreeAtMs()).toBe(100 + LOST_AFTER_MS);
    expect(ledger.admits(100 + LOST_AFTER_MS - 1)).toBe(false);
    expect(ledger.admits(100 + LOST_AFTER_MS)).toBe(true);
  });

  test("sends more at once when the server says that more are free", () => {
    const ledger = new Ledger(20);
    const entries = Array.from({ length: 20 }, () => ledger.take());
    // The server allows 50 and has seen this one first.
    ledger.responded(entries[0]!, 10, 49);
    expect(takeAll(ledger, 10)).toBe(30);
  });

  test("a grant counts what had certainly arrived before, and nothing else", () => {
    const ledger = new Ledger(2);
    const first = ledger.take();
    ledger.take();
    // The first one's answer says that none is left: the second must have arrived before it.
    ledger.responded(first, 10, 0);
    expect(ledger.admits(10)).toBe(false);
  });

  test("a grant is void after a 429", () => {
    const ledger = new Ledger(1);
    ledger.responded(ledger.take(), 0, 10);
    expect(ledger.admits(0)).toBe(true);
    ledger.revokeGrants();
    expect(ledger.admits(0)).toBe(false);
  });

  test("a lost request does not make later grants smaller for ever", () => {
    const ledger = new Ledger(1);
    for (let round = 0; round < 100; round += 1) {
      const at = round * 20_000;
      expect(ledger.admits(at)).toBe(true);
      ledger.take();
      ledger.lost(at);
    }
    const at = 100 * 20_000;
    ledger.admits(at);
    ledger.responded(ledger.take(), at, 5);
    expect(takeAll(ledger, at)).toBe(5);
  });

  test("a presumed loss does not stretch a grant that was made before it", () => {
    const ledger = new Ledger(1);
    const entry = ledger.take();
    ledger.responded(entry, 0, 2); // two more are free
    ledger.take();
    ledger.lost(1); // one of the two is used up, whether it arrives or not
    // One slot: the rule and what is left of the grant allow the same one. An untouched grant would allow two.
    expect(takeAll(ledger, 1 + LOST_AFTER_MS)).toBe(1);
  });

  test("follows a lowered limit", () => {
    const ledger = new Ledger(20);
    ledger.limit = 5;
    expect(takeAll(ledger, 0)).toBe(5);
    ledger.limit = 0;
    expect(ledger.limit).toBe(1);
  });
});
