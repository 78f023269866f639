import { expect, test } from "vitest";
import type { MessageStatus, TransportRequest, WaitForOptions } from "../../src/index.js";
import { outboundMessage } from "../fixtures/messages.js";
import { json, scriptedClient } from "../support/scripted-client.js";

/** A client whose message has each of these statuses in turn, the last one for good; a number is an HTTP error. */
function reading(...steps: readonly (MessageStatus | number)[]) {
  const paths: string[] = [];
  const script = ({ url }: TransportRequest, index: number) => {
    paths.push(url.pathname);
    const step = steps[Math.min(index, steps.length - 1)]!;
    return typeof step === "number"
      ? json(step, { error: "x" })
      : json(200, { message: { ...outboundMessage, status: step } });
  };
  const { sendo: client, clock, transport } = scriptedClient(script, { retry: false });
  return {
    clock,
    client,
    paths,
    get reads() {
      return transport.requests.length;
    },
    /** The status that a wait ends with, or the code of its error, after so much time. */
    async end(options: WaitForOptions, advanceMs: number): Promise<string | undefined> {
      let ended: string | undefined;
      void client.messages.waitFor(outboundMessage.id, options).then(
        ({ status }) => (ended = status),
        (error: { code?: string }) => (ended = error.code),
      );
      await clock.advance(advanceMs);
      return ended;
    },
  };
}

test.each<[WaitForOptions["until"], readonly MessageStatus[], string]>([
  ["DELIVERED", ["CREATED", "QUEUED", "SENT", "DELIVERED"], "DELIVERED"],
  [undefined, ["SENT", "READ"], "READ"],
  ["SENT", ["QUEUED", "DELIVERED"], "DELIVERED"],
  ["READ", ["SENT", "DELIVERED", "READ"], "READ"],
  ["DELIVERED", ["QUEUED", "EXPIRED"], "EXPIRED"],
  ["READ", ["SENT", "FAILED"], "FAILED"],
  ["SENT", ["SCHEDULED", "REROUTED", "SENT"], "SENT"],
])("until %s over %j ends at %s", async (until, statuses, expected) => {
  const wait = reading(...statuses);
  expect(await wait.end({ until }, 10_000)).toBe(expected);
  expect(wait.reads).toBe(statuses.length);
  expect(wait.clock.pending).toBe(0);
});

test("a message that stays SENT ends with the deadline, and reads no more", async () => {
  const wait = reading("SENT");
  expect(await wait.end({ pollEveryMs: 500, deadlineMs: 5_000 }, 4_999)).toBeUndefined();
  await wait.clock.advance(1);
  expect(wait.reads).toBe(10);
  await wait.clock.advance(60_000);
  expect(wait.reads).toBe(10);
  expect(wait.clock.pending).toBe(0);
  const error: unknown = await Promise.race([
    wait.client.messages.waitFor("m", { deadlineMs: 1_000 }).catch((reason: unknown) => reason),
    wait.clock.advance(1_000).then(() => new Promise((resolve) => setImmediate(resolve))),
  ]);
  expect(error).toMatchObject({ code: "deadline_exceeded", retryable: true });
});

test("a read that fails and may pass is read again; one that cannot pass ends the wait", async () => {
  expect(await reading(503, "DELIVERED").end({}, 5_000)).toBe("DELIVERED");
  expect(await reading(404, "DELIVERED").end({}, 5_000)).toBe("not_found");
});

test("a wait gives way: its reads are queued behind other calls", async () => {
  const { client, clock, paths } = reading("SENT");
  const fill = Array.from({ length: 20 }, () => client.messages.retrieve("fill"));
  const ends = [client.messages.waitFor("waited", { until: "SENT" }), client.messages.retrieve("read")];
  await Promise.all(fill);
  await clock.advance(2_000);
  await Promise.all(ends);
  expect(paths.slice(20)).toEqual(["/v1/message/read", "/v1/message/waited"]);
});

test("a signal and close() end a wait between two reads", async () => {
  const aborted = reading("SENT");
  const controller = new AbortController();
  const ended = aborted.client.messages.waitFor("m", { signal: controller.signal }).catch((error: unknown) => error);
  await aborted.clock.advance(100);
  controller.abort(new Error("enough"));
  expect(await ended).toMatchObject({ code: "aborted" });
  expect(aborted.clock.pending).toBe(0);

  const closed = reading("SENT");
  const left = closed.client.messages.waitFor("m").catch((error: unknown) => error);
  await closed.clock.advance(100);
  await closed.client.close();
  await closed.clock.advance(1_000);
  expect(await left).toMatchObject({ code: "client_closed" });
});

test.each([
  [{ until: "QUEUED" }, "until"],
  [{ pollEveryMs: 10 }, "pollEveryMs"],
  [{ deadlineMs: 0 }, "deadlineMs"],
  [{ untill: "SENT" }, "untill"],
])("%j is rejected, by its name", async (options, path) => {
  const wait = reading("SENT");
  const ended = wait.client.messages.waitFor("m", options as WaitForOptions);
  await expect(ended).rejects.toMatchObject({ code: "invalid_input", issues: [{ path }] });
  expect(wait.reads).toBe(0);
});
