import { afterEach, describe, expect, test, vi } from "vitest";
import type * as core from "../../src/index.js";
import { Sendo } from "../../src/index.js";
import { VirtualClock } from "../../src/testing/index.js";
import { answeringTransport } from "../support/answering-transport.js";

const MESSAGE = { to: "+12065550142", body: "Your table is ready" };

afterEach(() => {
  vi.useRealTimers();
  vi.resetModules();
});

function client(of: Pick<typeof core, "Sendo">, requestsPerSecond = 2): { sendo: core.Sendo; sent: () => number } {
  const transport = answeringTransport({ success: true, id: "m-1" });
  const options = { apiKey: "key", campaign: "U7fQ39nX", transport, requestsPerSecond };
  const sendo = new of.Sendo({ ...options, rateLimit: { account: String(Math.random()) } });
  return { sendo, sent: () => transport.requests.length };
}

describe("fake timers do not stop the limiter (bottleneck#134, fake-timers#339)", () => {
  test("that are installed and removed while a send waits", async () => {
    const { sendo, sent } = client({ Sendo });
    await Promise.all([sendo.messages.send(MESSAGE), sendo.messages.send(MESSAGE)]);
    vi.useFakeTimers();
    const waiting = sendo.messages.send(MESSAGE);
    for (let turns = 0; turns < 20; turns += 1) await Promise.resolve();
    vi.useRealTimers();
    await Promise.all([waiting, sendo.messages.send(MESSAGE)]);
    expect(sent()).toBe(4);
  });

  test("that stay, and whose time stands still", async () => {
    vi.useFakeTimers();
    const { sendo, sent } = client({ Sendo });
    await Promise.all([1, 2, 3].map(() => sendo.messages.send(MESSAGE)));
    expect(sent()).toBe(3);
  });

  // As with `fakeTimers: { enableGlobally: true }` of jest.
  test("that were installed before the package was loaded", async () => {
    const realNow = Date.now;
    vi.useFakeTimers({ now: 0 });
    vi.resetModules();
    const loaded = await import("../../src/index.js");
    const { systemClock, turnOfLoop } = await import("../../src/internal/clock.js");
    expect(Math.abs(systemClock.epochMs() - realNow())).toBeLessThan(60_000);
    await turnOfLoop();
    const { sendo, sent } = client(loaded);
    const before = systemClock.now();
    await Promise.all([1, 2, 3].map(() => sendo.messages.send(MESSAGE)));
    expect(systemClock.now() - before).toBeGreaterThan(900);
    vi.useRealTimers();
    await sendo.messages.send(MESSAGE);
    expect(sent()).toBe(4);
  });

  test("and the virtual clock of /testing moves time for the wait, with fake timers installed", async () => {
    vi.useFakeTimers();
    const clock = new VirtualClock();
    const transport = answeringTransport({ success: true, id: "m-1" });
    const sendo = new Sendo(
      { apiKey: "key", campaign: "c", transport, requestsPerSecond: 1 },
      { clock, random: () => 0 },
    );
    const both = [1, 2].map(() => sendo.messages.send(MESSAGE));
    await clock.advance(900);
    expect(transport.requests).toHaveLength(1);
    await clock.advance(200);
    expect(transport.requests).toHaveLength(2);
    await Promise.all(both);
  });
});
