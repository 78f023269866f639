import type { Sendo } from "@sendo/core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { listen } from "./listen.js";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => void vi.useRealTimers());

test("while 10,000 events wait for an app that is down, nothing more is read", async () => {
  let count = 0;
  let reads = 0;
  const page = (): unknown[] =>
    Array.from({ length: 100 }, () => ({
      id: `m${(count += 1)}`,
      direction: "INBOUND",
      createdAt: new Date(1_760_000_000_000 - count).toISOString(),
    }));
  const sendo = {
    request: () => ({
      withResponse: async () => {
        reads += 1;
        return { data: { messages: reads === 1 ? [] : page() }, info: { rateLimit: {} } };
      },
    }),
  } as unknown as Sendo;
  const stop = new AbortController();
  const running = listen({
    ...{ sendo, campaigns: ["U7fQ39nX"], url: new URL("http://127.0.0.1:1/hook"), token: "t" },
    ...{ window: 10_000, intervalMs: 1_000, signal: stop.signal },
    terminal: { isJson: true, print: () => undefined, note: () => undefined } as never,
  });
  await vi.advanceTimersByTimeAsync(1_500); // the start, and a poll that fills the queue
  expect(count).toBeGreaterThanOrEqual(10_000);
  const before = reads;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(reads).toBe(before);
  stop.abort();
  expect((await running).waiting).toBeGreaterThanOrEqual(10_000);
});
