import { expect, test } from "vitest";
import type { Change } from "../../engine/changes.js";
import { EventFeed } from "./event-feed.js";

const AT = "2026-01-01T00:00:00.000Z";

const change = (kind: Change["kind"]): Change => ({ kind, tenant: undefined, data: {} });

function ids(feed: EventFeed, after: number): number[] | undefined {
  return feed.after(after)?.map(({ id }) => id);
}

function publish(feed: EventFeed, times: number): void {
  for (let index = 0; index < times; index += 1) feed.publish(change("message"), AT);
}

test("gives what came after an id, and nothing twice", () => {
  const feed = new EventFeed();
  expect(ids(feed, 0)).toEqual([]);
  publish(feed, 3);
  expect(ids(feed, 0)).toEqual([1, 2, 3]);
  expect(ids(feed, 2)).toEqual([3]);
  expect(ids(feed, 3)).toEqual([]);
});

test("says so when some are gone, and when the id is of another run", () => {
  const feed = new EventFeed(0, 2);
  publish(feed, 7);
  expect(ids(feed, 5)).toEqual([6, 7]);
  expect(feed.after(4)).toBeUndefined();
  expect(feed.after(0)).toBeUndefined();
  expect(feed.after(8)).toBeUndefined();
});

test("tells whoever listens, for as long as they do", () => {
  const feed = new EventFeed();
  const heard: string[] = [];
  const stop = feed.listen({ onEvent: ({ kind }) => heard.push(kind), onEnd: () => heard.push("end") });
  feed.publish(change("faults"), AT);
  stop();
  feed.publish(change("clock"), AT);
  feed.listen({ onEvent: ({ kind }) => heard.push(kind), onEnd: () => heard.push("end") });
  feed.end();
  feed.publish(change("clock"), AT);
  expect(heard).toEqual(["faults", "end"]);
});
