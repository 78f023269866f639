import { describe, expect, it, vi } from "vitest";
import type { Clock } from "../internal/clock.js";
import { VirtualClock } from "../testing/virtual-clock.js";
import { createThrottledLog } from "./throttled-log.js";

function setUp() {
  const clock = new VirtualClock();
  const warn = vi.fn();
  const setTimer = vi.fn<Clock["setTimer"]>((run, delayMs) => clock.setTimer(run, delayMs));
  return { clock, warn, setTimer, log: createThrottledLog({ warn }, { setTimer }) };
}

describe("createThrottledLog", () => {
  it("tells the first at once, and the count of the others when the minute is over", async () => {
    const { clock, warn, log } = setUp();
    for (let i = 1; i <= 4; i += 1) log("a", { code: `c${i}` }, "message");
    expect(warn.mock.calls).toEqual([[{ code: "c1" }, "message"]]);
    await clock.advance(59_999);
    expect(warn).toHaveBeenCalledOnce();
    await clock.advance(1);
    expect(warn.mock.calls[1]).toEqual([{ code: "c4", repeated: 3 }, "message"]);
  });

  it("goes on telling once a minute for as long as it goes on, and then falls silent", async () => {
    const { clock, warn, log } = setUp();
    for (let second = 0; second < 180; second += 1) {
      log("a", {}, "message");
      await clock.advance(1000);
    }
    expect(warn.mock.calls).toEqual([
      [{}, "message"],
      [{ repeated: 59 }, "message"],
      [{ repeated: 60 }, "message"],
      [{ repeated: 60 }, "message"],
    ]);
    await clock.advance(600_000);
    expect(warn).toHaveBeenCalledTimes(4);
    expect(clock.pending).toBe(0);
  });

  it("counts each reason alone, and keeps no process alive", () => {
    const { warn, log, setTimer } = setUp();
    log("a", {}, "message of a");
    log("b", {}, "message of b");
    expect(warn.mock.calls).toEqual([
      [{}, "message of a"],
      [{}, "message of b"],
    ]);
    for (const call of setTimer.mock.calls) expect(call[2]).toEqual({ keepAlive: false });
  });
});
