import { expect, test } from "vitest";
import { Cancellation } from "./cancellation.js";
import { VirtualClock } from "../testing/virtual-clock.js";

test("the first reason stays: a call that its caller ended is not renamed by a deadline or a close that follows", async () => {
  const clock = new VirtualClock();
  const controller = new AbortController();
  const cancellation = new Cancellation({ clock, signal: controller.signal, deadlineMs: 100 });
  controller.abort();
  await clock.advance(200);
  cancellation.cancel("client_closed");
  expect(cancellation.reason).toBe("aborted");
});

test("a step that is done is not undone by a cancellation that follows", async () => {
  const undone: string[] = [];
  const cancellation = new Cancellation({ clock: new VirtualClock() });
  let settle!: (value: string) => void;
  const step = cancellation.step<string>((done) => {
    settle = done;
    return (reason) => {
      undone.push(reason);
      return reason;
    };
  });
  settle("done");
  cancellation.cancel("aborted");
  expect(await step).toBe("done");
  expect(undone).toEqual([]);
  expect(await cancellation.step<string>(() => (reason) => reason)).toBe("aborted");
});
