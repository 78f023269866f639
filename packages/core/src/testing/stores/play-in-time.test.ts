import assert from "node:assert/strict";
import { describe, expect, test } from "vitest";
import { playInTime } from "./play-in-time.js";

/** Plays a case whose n-th play takes `tookMs[n]` of the machine's time beside what it asks for, and fails where it says so. */
async function play(plays: readonly { readonly lateMs: number; readonly fails: boolean }[]) {
  let nowMs = 1_000;
  const subject = { store: {}, passTime: async (ms: number): Promise<void> => void (nowMs += ms) };
  let played = 0;
  try {
    const once = async ({ passTime }: typeof subject): Promise<void> => {
      const { lateMs, fails } = plays[played] ?? assert.fail("nobody asked for a further play");
      played += 1;
      await passTime(200);
      nowMs += lateMs;
      if (fails) assert.fail(`play ${played}`);
    };
    await playInTime(subject, once, { now: () => nowMs });
    return { played, failed: undefined };
  } catch (error) {
    return { played, failed: (error as Error).message };
  }
}

const KEPT = { lateMs: 0, fails: false };

describe("playInTime", () => {
  test("plays once what holds, however long it took", async () => {
    expect(await play([KEPT])).toEqual({ played: 1, failed: undefined });
    expect(await play([{ lateMs: 900, fails: false }])).toEqual({ played: 1, failed: undefined });
  });

  test("a failure in time is final", async () => {
    expect(await play([{ lateMs: 40, fails: true }, KEPT])).toEqual({ played: 1, failed: "play 1" });
  });

  test("a case that was held up is played again, until it holds or fails in time", async () => {
    const late = { lateMs: 41, fails: true };
    expect(await play([late, late, KEPT])).toEqual({ played: 3, failed: undefined });
    expect(await play([late, { lateMs: 0, fails: true }])).toEqual({ played: 2, failed: "play 2" });
  });

  test("five times in all", async () => {
    const late = { lateMs: 5_000, fails: true };
    expect(await play([late, late, late, late, late])).toEqual({ played: 5, failed: "play 5" });
  });
});
