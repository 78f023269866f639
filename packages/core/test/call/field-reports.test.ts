import { describe, expect, test } from "vitest";
import type { TransportResponse } from "../../src/index.js";
import { failure } from "../support/failure.js";
import { scriptedClient } from "../support/scripted-client.js";

const MESSAGE = { to: "+12065550142", body: "Your table is ready" };

function setUp(answers: readonly Partial<TransportResponse>[]) {
  const script = answers.map((answer) => {
    const response = { httpStatus: 200, headers: {}, body: '{"message":{"id":"m-1"}}', complete: true, ...answer };
    return { response };
  });
  const { sendo, clock, transport } = scriptedClient(script, { requestsPerSecond: false });
  return { sendo, clock, startedAtMs: transport.startedAtMs };
}

describe("Retry-After of a 503 to a read (go-retryablehttp#131)", () => {
  const unavailable = (seconds: string) => ({ httpStatus: 503, headers: { "retry-after": seconds }, body: "" });

  test("is waited for", async () => {
    const { sendo, clock, startedAtMs } = setUp([unavailable("7"), {}]);
    const reading = sendo.messages.retrieve("m-1");
    await clock.advance(6_999);
    expect(startedAtMs).toHaveLength(1);
    await clock.advance(1);
    expect(await reading).toEqual({ id: "m-1" });
  });

  test("is in the error once the retries are used up", async () => {
    const { sendo, clock } = setUp([unavailable("7"), unavailable("7"), unavailable("30")]);
    const failed = failure(sendo.messages.retrieve("m-1"));
    await clock.advance(14_000);
    expect(await failed).toMatchObject({ code: "server_error", retryAt: new Date(clock.epochMs() + 30_000) });
  });

  test("of a minute or more fails instead of waiting, and says when to look again", async () => {
    const { sendo, clock, startedAtMs } = setUp([unavailable("3600")]);
    const error = await failure(sendo.messages.retrieve("m-1"));
    expect(error).toMatchObject({ retryAt: new Date(clock.epochMs() + 60_000) });
    expect(startedAtMs).toHaveLength(1);
  });
});

describe("the reason of an abort is the cause (undici#2590, node-fetch#1829)", () => {
  class ShuttingDown extends Error {
    override readonly name = "ShuttingDown";
    readonly code = "E_SHUTDOWN";
  }
  test.each<[string, unknown, object]>([
    ["an error of the app", new ShuttingDown("now"), { name: "ShuttingDown", code: "E_SHUTDOWN" }],
    ["AbortSignal.timeout()", new DOMException("The operation timed out", "TimeoutError"), { name: "TimeoutError" }],
    ["abort() without a reason", undefined, { name: "AbortError" }],
  ])("%s", async (_, reason, cause) => {
    const { sendo } = setUp([]);
    const controller = new AbortController();
    const sending = failure(sendo.messages.send(MESSAGE, { signal: controller.signal }));
    await Promise.resolve();
    controller.abort(reason);
    expect(await sending).toMatchObject({ code: "aborted", outcome: "unknown", cause });
    const later = await failure(sendo.messages.send(MESSAGE, { signal: controller.signal }));
    expect(later).toMatchObject({ code: "aborted", outcome: "not-sent", cause });
  });
});
