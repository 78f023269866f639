import { describe, expect, test } from "vitest";
import { CampaignWatch, type Poll, type ReadPage } from "./campaign-watch.js";
import type { ListedMessage } from "./message-events.js";

const at = (index: number): string => new Date(Date.UTC(2026, 0, 1) + index).toISOString();
const inbound = (index: number): ListedMessage => ({
  id: `m${index}`,
  direction: "INBOUND",
  createdAt: at(index),
  status: "DELIVERED",
});
const idsOf = ({ found }: Poll): string[] => found.map(({ id }) => id);
const range = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, index) => `m${from + index}`);

/** A list that is read newest first. `all` is in arrival order. `onRead` is called before each page. */
class List {
  readonly all: ListedMessage[] = [];
  onRead: (skip: number) => void = () => undefined;
  readonly read: ReadPage = async (skip) => {
    this.onRead(skip);
    return [...this.all].reverse().slice(skip, skip + 10);
  };
  arrive(count: number): void {
    for (let left = count; left > 0; left -= 1) this.all.push(inbound(this.all.length));
  }
}

async function started(before: number, window = 50): Promise<{ list: List; watch: CampaignWatch }> {
  const list = new List();
  list.arrive(before);
  const watch = new CampaignWatch("Zk81QpLm", window);
  await watch.start(list.read);
  return { list, watch };
}

describe.each([0, 3, 45, 50, 200])("after a start with %i messages", (before) => {
  test("what was there is not found, and what comes is found once, in order", async () => {
    const { list, watch } = await started(before);
    expect(await watch.poll(list.read)).toEqual({ found: [], lines: [] });
    list.arrive(25);
    const poll = await watch.poll(list.read);
    expect(idsOf(poll)).toEqual(range(before, before + 25));
    expect(poll.lines).toEqual([]);
    expect(await watch.poll(list.read)).toEqual({ found: [], lines: [] });
  });

  test("more than the window says what may be missing, reads on, and says when it has caught up", async () => {
    const { list, watch } = await started(before);
    list.arrive(180);
    const found: string[] = [];
    const lines: string[] = [];
    for (let polls = 0; polls < 12; polls += 1) {
      const poll = await watch.poll(list.read);
      found.push(...idsOf(poll));
      lines.push(...poll.lines);
      if (polls < 4) list.arrive(7); // more come in the middle
    }
    expect(new Set(found).size).toBe(found.length);
    expect(found.sort()).toEqual(range(before, before + 208).sort());
    expect(lines[0]).toMatch(
      /more than 50 new messages\. Some messages created between .* might not have been read yet/,
    );
    expect(lines.at(-1)).toBe("Campaign Zk81QpLm: the command has read all messages. Nothing is missing.");
  });
});

test("messages that come between two pages move the others down, and none is lost or found twice", async () => {
  const { list, watch } = await started(100);
  list.arrive(30);
  let pages = 0;
  list.onRead = () => {
    if ((pages += 1) <= 4) list.arrive(10); // a whole page moves down
  };
  const found: string[] = [];
  for (let polls = 0; polls < 8; polls += 1) found.push(...idsOf(await watch.poll(list.read)));
  expect(new Set(found).size).toBe(found.length);
  expect(found.sort()).toEqual(range(100, list.all.length).sort());
});

test("a page that fails loses nothing: what was found comes out, and the next poll reads the rest", async () => {
  const { list, watch } = await started(20);
  list.arrive(30);
  list.onRead = (skip) => {
    if (skip === 20) throw new Error("down");
  };
  const broken = await watch.poll(list.read);
  expect(broken.error).toMatchObject({ message: "down" });
  list.onRead = () => undefined;
  const whole = await watch.poll(list.read);
  expect([...idsOf(broken), ...idsOf(whole)].sort()).toEqual(range(20, 50).sort());
});

test("a status that changes is found, also behind newer messages, and once", async () => {
  const { list, watch } = await started(0);
  list.all.push({ ...inbound(0), direction: "OUTBOUND", status: "SENT" });
  expect(idsOf(await watch.poll(list.read))).toEqual(["m0"]);
  list.arrive(25);
  list.all[0] = { ...list.all[0]!, status: "DELIVERED" };
  expect(idsOf(await watch.poll(list.read))).toContain("m0");
  expect(await watch.poll(list.read)).toEqual({ found: [], lines: [] });
});

test("a list that begins with the oldest messages is rejected", async () => {
  const list = new List();
  list.arrive(5);
  const watch = new CampaignWatch("Zk81QpLm", 50);
  const oldestFirst: ReadPage = async (skip) => list.all.slice(skip, skip + 10);
  await expect(watch.start(oldestFirst)).rejects.toMatchObject({ code: "cli_list_order" });
});
