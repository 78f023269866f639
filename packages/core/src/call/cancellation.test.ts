import { expect, test } from "vitest";
import { Interruption } from "./cancellation.js";
import { VirtualClock } from "../testing/virtual-clock.js";

test("the first reason stays: a call that its caller ended is not renamed by a deadline or a close that follows", async () => {
  const clock = new VirtualClock();
  const controller = new AbortController();
  const interruption = new Interruption({ clock, signal: controller.signal, deadlineMs: 100 });
  controller.abort();
  await clock.advance(200);
  interruption.interrupt("client_closed");
  expect(interruption.reason).toBe("aborted");
});

test("a step that is done is not undone by an interruption that follows", async () => {
  const undone: string[] = [];
  const interruption = new Interruption({ clock: new VirtualClock() });
  let settle!: (value: string) => void;
  const step = interruption.step<string>((done) => {
    settle = done;
    return (reason) => {
      undone.push(reason);
      return reason;
    };
  });
  settle("done");
  interruption.interrupt("aborted");
  expect(await step).toBe("done");
  expect(undone).toEqual([]);
  expect(await interruption.step<string>(() => (reason) => reason)).toBe("aborted");
});
