import { hasRedis } from "@sendo-internal/test-kit/redis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ACCEPTED, BODY, RESET, runBoard } from "./running-board.js";

const isHere = hasRedis() || process.env.CI !== undefined;

interface Queue {
  readonly name: string;
  readonly displayName: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly jobs: readonly { readonly id: string; readonly data: unknown; readonly returnValue: unknown }[];
}

describe.runIf(isHere)("an outbox in bull-board, over HTTP", () => {
  let board: Awaited<ReturnType<typeof runBoard>>;
  beforeAll(async () => {
    board = await runBoard();
  });
  afterAll(() => board?.close());

  const queues = async (active: string): Promise<{ json: string; queue: Queue }> => {
    const json = await (await fetch(`${board.url}/api/queues?activeQueue=${active}&jobsPerPage=50`)).text();
    const { queues: all } = JSON.parse(json) as { queues: Queue[] };
    return { json, queue: all.find(({ name }) => name === active)! };
  };

  test("shows messages by key and masked number, with their outcome", async () => {
    const { queue } = await queues("sendo-outbox");
    expect(queue).toMatchObject({ displayName: "Messages", counts: { completed: 2, delayed: 1, failed: 0 } });
    expect(queue.jobs.map(({ data }) => data)).toContainEqual({
      idempotencyKey: "table-1007",
      priority: "normal",
      to: expect.stringMatching(/^\+1.*\*.*42$/) as string,
    });
    const states = queue.jobs.map(({ returnValue }) => (returnValue as { state?: string } | null)?.state);
    expect(states).toEqual(expect.arrayContaining(["accepted", "review"]));
  });

  test("shows the message that waits for a person, and why", async () => {
    await expect
      .poll(async () => (await queues("sendo-outbox-review")).queue.counts)
      .toMatchObject({ failed: 1, completed: 0 });
    const { queue, json } = await queues("sendo-outbox-review");
    expect(queue.jobs).toMatchObject([{ data: { idempotencyKey: "connection-reset" } }]);
    expect(json).toContain("outbox.review.settle");
  });

  test("shows no complete number and no body, in no list, no job and no log", async () => {
    const seen: string[] = [];
    for (const name of ["sendo-outbox", "sendo-outbox-review"]) {
      const { queue, json } = await queues(name);
      seen.push(json);
      for (const { id } of queue.jobs) {
        for (const path of [
          encodeURIComponent(id),
          `${encodeURIComponent(id)}/logs`,
          `${encodeURIComponent(id)}/flow`,
        ]) {
          const answer = await fetch(`${board.url}/api/queues/${name}/${path}`);
          expect(answer.status, path).toBe(200);
          seen.push(await answer.text());
        }
      }
    }
    expect(seen.length).toBeGreaterThan(8);
    for (const secret of [ACCEPTED, RESET, ACCEPTED.slice(2), RESET.slice(2), BODY])
      expect(seen.join("\n")).not.toContain(secret);
  });

  test("changes nothing: every button's request is rejected", async () => {
    const { queue } = await queues("sendo-outbox");
    const job = encodeURIComponent(queue.jobs[0]!.id);
    for (const [method, path] of [
      ...["retry", "clean", "promote"].map((button) => ["PUT", `${job}/${button}`]),
      ...["pause", "empty", "obliterate", "promote", "retry/failed", "clean/completed"].map((path) => ["PUT", path]),
      ["PATCH", `${job}/update-data`],
      ["POST", "add"],
    ] as [string, string][]) {
      const { status } = await fetch(`${board.url}/api/queues/sendo-outbox/${path}`, {
        method,
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ name: "text", data: {}, options: {}, jobData: {} }), // required for editing and adding
      });
      expect(status, path).toBe(405);
    }
    expect((await queues("sendo-outbox")).queue.counts).toEqual(queue.counts);
  });
});
