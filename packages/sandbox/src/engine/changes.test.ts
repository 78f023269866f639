import { expect, test, vi } from "vitest";
import { createChanges, type Change } from "./changes.js";

test("listeners hear every change in order, until they stop listening", () => {
  const changes = createChanges();
  const heard: Change[] = [];
  const stop = changes.subscribe((change) => heard.push(change));
  changes.announce("message", "default", () => ({ id: "1" }));
  changes.announce("clock", undefined, () => ({ mode: "manual" }));
  stop();
  changes.announce("message", "default", () => ({ id: "2" }));
  expect(heard).toEqual([
    { kind: "message", tenant: "default", data: { id: "1" } },
    { kind: "clock", tenant: undefined, data: { mode: "manual" } },
  ]);
});

test("without listeners nothing is shown, so nothing is paid for", () => {
  const show = vi.fn(() => ({}));
  createChanges().announce("message", "default", show);
  expect(show).not.toHaveBeenCalled();
});

test("a listener may stop, or another one begin, while a change is told", () => {
  const changes = createChanges();
  const heard: string[] = [];
  const stop = changes.subscribe(() => {
    heard.push("first");
    stop();
    changes.subscribe(() => heard.push("late"));
  });
  changes.subscribe(() => heard.push("second"));
  changes.announce("reset", "default", () => ({}));
  expect(heard).toEqual(["first", "second"]);
});
