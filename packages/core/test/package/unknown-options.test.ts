import { describe, expect, test } from "vitest";
import { errorReply, checkHealthOptions } from "../../src/adapter/index.js";
import { createGate } from "../../src/gate/index.js";
import {
  countSegments,
  createWebhookReceiver,
  HttpsTransport,
  memoryDedupeStore,
  memoryIdempotencyStore,
  Sendo,
} from "../../src/index.js";
import { memoryRateLimitStore } from "../../src/testing/stores/index.js";
import { toE164 } from "../../src/sms/phone.js";
import { deliver, fakeSendo } from "../../src/testing/index.js";
import { failure } from "../support/failure.js";

// JavaScript, and options that come from a variable: the compiler looks at neither.
const misspelt = (options: object): never => options as never;
const MESSAGE = { to: "+12065550142", body: "Your table is ready" };
const apiKey = "sandbox_unknownoptions0000000";

describe("a misspelled option is rejected, and is no default in disguise", () => {
  test.each<[string, string, string, () => unknown]>([
    ["Sendo", "apikey", "apiKey", () => new Sendo(misspelt({ apikey: "x" }))],
    ["Sendo", "retry.read", "reads", () => new Sendo(misspelt({ apiKey, retry: { read: 3 } }))],
    ["Sendo", "timeoutMs.writes", "write", () => new Sendo(misspelt({ apiKey, timeoutMs: { writes: 3 } }))],
    ["Sendo", "rateLimit.queue", "maxQueue", () => new Sendo(misspelt({ apiKey, rateLimit: { queue: 3 } }))],
    [
      "createWebhookReceiver",
      "dedup",
      "dedupe",
      () => createWebhookReceiver(misspelt({ tokens: "webhook-token-1", on: {}, dedup: false })),
    ],
    ["memoryDedupeStore", "ttl", "ttlMs", () => memoryDedupeStore(misspelt({ ttl: 1 }))],
    ["memoryIdempotencyStore", "max", "maxEntries", () => memoryIdempotencyStore(misspelt({ max: 1 }))],
    ["memoryRateLimitStore", "prefix", "clock", () => memoryRateLimitStore(misspelt({ prefix: "app" }))],
    ["HttpsTransport", "idleMs", "idleSocketMs", () => new HttpsTransport(misspelt({ idleMs: 1 }))],
    [
      "createGate",
      "requestPerSecond",
      "requestsPerSecond",
      () => createGate(misspelt({ keys: [], requestPerSecond: 1 })),
    ],
    ["close", "drain", "drainMs", () => fakeSendo().client.close(misspelt({ drain: 0 }))],
  ])("of %s: %s, where %s was meant", (of, name, meant, make) => {
    const error = thrownBy(make) as Error;
    expect(error).toMatchObject({ code: "config_option_invalid" });
    expect(error.message).toContain(`\`${name}\` is not an option of ${of}.`);
    expect(error.message).toMatch(new RegExp(` are: (\\w+, )*${meant}[,.]`));
  });

  test("of a health check", () => {
    expect(thrownBy(() => checkHealthOptions(misspelt({ maxQueue: 1 })))).toMatchObject({
      code: "config_option_invalid",
      message:
        "`maxQueue` is not an option of the health check. The options are: maxQueued, maxBlockedMs, ping, pingTimeoutMs.",
    });
  });

  test("of sendMany, at once and not in every row", () => {
    const { client, outbox } = fakeSendo();
    for (const options of [{ concurency: 5 }, { reference: "one-for-all" }, { idempotencyKey: "one-for-all" }]) {
      expect(thrownBy(() => client.messages.sendMany([MESSAGE], misspelt(options)))).toMatchObject({
        code: "invalid_input",
        issues: [{ path: Object.keys(options)[0], message: "is not an option of this call" }],
      });
    }
    expect(outbox.sent).toEqual([]);
  });

  test("a name is shown without the number in it", () => {
    const error = thrownBy(() => memoryDedupeStore(misspelt({ "+12065550142": true }))) as Error;
    expect(error.message).toContain("is not an option of memoryDedupeStore");
    expect(error.message).not.toContain("2065550142");
  });
});

describe("what is no object", () => {
  test.each([null, 5, "drain", []])("%j instead of options", (options) => {
    expect(thrownBy(() => memoryDedupeStore(options as never))).toMatchObject({
      message: "The options of memoryDedupeStore must be an object.",
    });
  });

  test.each([null, "order-1007", 7])("%j instead of a send's options is the failure of the call", async (options) => {
    const { client, outbox } = fakeSendo();
    const error = await failure(client.messages.send(MESSAGE, options as never));
    expect(error).toMatchObject({
      code: "invalid_input",
      outcome: "not-sent",
      issues: [{ path: "options", message: "must be an object or omitted" }],
    });
    expect(await failure(client.messages.retrieve("id", options as never))).toMatchObject({ code: "invalid_input" });
    expect(thrownBy(() => client.messages.sendMany([MESSAGE], options as never))).toMatchObject({
      code: "invalid_input",
    });
    expect(outbox.sent).toEqual([]);
  });

  test.each([undefined, null, "GET /v1/brand/list"])("%j instead of a request", async (request) => {
    const error = await failure(fakeSendo().client.request(request as never));
    expect(error).toMatchObject({
      code: "invalid_input",
      outcome: "not-sent",
      issues: [{ path: "method" }, { path: "path" }],
    });
  });

  test("a method that Sendo does not have", async () => {
    const error = await failure(fakeSendo().client.request({ method: "DELETE" as never, path: "/v1/brand/b1" }));
    expect(error).toMatchObject({ issues: [{ path: "method", message: "must be GET, POST or PATCH" }] });
  });

  test("options of sendMany that cannot be used", () => {
    const { client } = fakeSendo();
    const paths = [{ signal: new AbortController() }, { onProgress: "log" }, { timeoutMs: -1 }, { priority: "urgent" }];
    for (const options of paths) {
      expect(thrownBy(() => client.messages.sendMany([MESSAGE], misspelt(options)))).toMatchObject({
        code: "invalid_input",
        issues: [{ path: Object.keys(options)[0] }],
      });
    }
  });
});

test("a gate's rule that there is not is rejected at start, and not at the first request", () => {
  expect(thrownBy(() => createGate({ keys: [], window: "sliding" as never }))).toMatchObject({
    message:
      "The `window` option of createGate must be one of calendar-second, first-request, sliding-log, token-bucket.",
  });
  expect(thrownBy(() => createGate({ keys: [], resetFormat: "seconds" as never }))).toMatchObject({
    message:
      "The `resetFormat` option of createGate must be one of epoch-seconds, epoch-milliseconds, delta-seconds, iso.",
  });
});

function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe("functions that once accepted a misspelled option", () => {
  const receiver = createWebhookReceiver({ tokens: "webhook-token-1", on: {} });
  test.each<[name: string, call: () => unknown, right: string]>([
    ["countSegments", () => countSegments("a", { hasMedai: true } as object), "hasMedia, autoEncoding"],
    ["toE164", () => toE164("+12065550142", { country: "US" } as object), "defaultCountry"],
    ["errorReply", () => errorReply(new Error("any"), { x: 1 } as object), "validation"],
    ["deliver", () => deliver(receiver, {}, { tims: 2 } as object), "token, times, inParallel"],
  ])("%s names the function, the option and the options that exist", async (name, call, right) => {
    const error: unknown = await (async () => call())().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      name: "SendoConfigError",
      code: "config_option_invalid",
      message: expect.stringMatching(
        new RegExp(`is not an option of ${name}\\. The options are: ${right}\\.`),
      ) as string,
    });
  });

  test("a number out of range is shown, and a long string is not", () => {
    const make = (drain: unknown) => () => memoryDedupeStore({ ttlMs: drain as number });
    expect(make(0)).toThrow("The `ttlMs` option of memoryDedupeStore must be a whole number of at least 1 (got 0).");
    expect(make("10s")).toThrow('(got "10s")');
    expect(make("sandbox_secret_key")).toThrow("(got a string)");
  });
});
