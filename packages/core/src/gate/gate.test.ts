import { inspect } from "node:util";
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { isSendoError } from "../errors/errors.js";
import { createGate, type GateOptions, type GateVerdict } from "./gate.js";
import type { WindowRule } from "./window.js";

const KEY = "sandbox_k3Yw9TbQx27LmPz0";
const OTHER = "sandbox_Q8rV2nXw5HjT1sDc";
const EPOCH = Date.UTC(2024, 4, 2, 17, 10, 3, 118);

function virtualClock() {
  let nowMs = 10_000;
  return {
    now: () => nowMs,
    epochMs: () => EPOCH + nowMs - 10_000,
    advance: (ms: number) => {
      nowMs += ms;
    },
  };
}

function setUp(options: Partial<GateOptions> = {}) {
  const clock = virtualClock();
  const gate = createGate({ keys: [KEY, OTHER], clock, ...options });
  const call = (authorization: string | readonly string[] | undefined = `Bearer ${KEY}`, secure = true) =>
    gate.admit({ secure, headers: { authorization } });
  return { clock, gate, call };
}

function headersOf(verdict: GateVerdict): Readonly<Record<string, string>> {
  return verdict.admitted ? verdict.headers : verdict.reply.headers;
}

function statusOf(verdict: GateVerdict): number {
  return verdict.admitted ? 200 : verdict.reply.httpStatus;
}

afterEach(() => vi.restoreAllMocks());

describe("admit", () => {
  it("lets a known key pass with the three headers", () => {
    const { call } = setUp();
    const verdict = call();
    expect(verdict.admitted).toBe(true);
    expect(headersOf(verdict)).toEqual({
      "x-ratelimit-limit": "20",
      "x-ratelimit-remaining": "19",
      "x-ratelimit-reset": String(Math.ceil((EPOCH + 1000) / 1000)),
    });
  });

  it.each([
    ["no header", undefined, 401],
    ["an empty header", "", 401],
    ["no values", [], 401],
    ["the bare scheme", "Bearer", 401],
    ["the bare scheme and spaces", "Bearer   ", 401],
    ["another scheme", "Basic dXNlcjpwYXNz", 401],
    ["a key without scheme", KEY, 401],
    ["a scheme that only begins like ours", `Bearers ${KEY}`, 401],
    ["a wrong key", "Bearer wrong", 403],
    ["a prefix of the key", `Bearer ${KEY.slice(0, -1)}`, 403],
    ["the key and something", `Bearer ${KEY} x`, 403],
    ["the key in another case", `Bearer ${KEY.toUpperCase()}`, 403],
    ["two keys joined by Node", `Bearer ${KEY}, Bearer ${KEY}`, 403],
    ["two headers", [`Bearer ${KEY}`, `Bearer ${OTHER}`], 403],
    ["a header of a megabyte", `Bearer ${"k".repeat(1_000_000)}`, 403],
    ["a key that no header can carry", "Bearer k\u0000ey\u{1F511}", 403],
    ["the scheme in lower case", `bearer ${KEY}`, 200],
    ["several spaces", `Bearer    ${KEY} `, 200],
    ["a list of one", [`Bearer ${KEY}`], 200],
  ])("%s", (_, authorization, httpStatus) => {
    const { gate } = setUp();
    const verdict = gate.admit({ secure: true, headers: { authorization } });
    expect(statusOf(verdict)).toBe(httpStatus);
    expect(headersOf(verdict)).toMatchObject({ "x-ratelimit-limit": "20", "x-ratelimit-reset": expect.any(String) });
    // Only the admitted one was counted.
    expect(headersOf(verdict)["x-ratelimit-remaining"]).toBe(httpStatus === 200 ? "19" : "20");
  });

  it("returns errors in the documented format: one string named error", () => {
    const { call } = setUp({ requestsPerSecond: 1 });
    for (const verdict of [call("Bearer wrong"), call(""), call(undefined, false), call() && call()]) {
      if (verdict.admitted) throw new Error("admitted");
      expect(verdict.reply.headers["content-type"]).toBe("application/json; charset=utf-8");
      const body = JSON.parse(verdict.reply.body) as Record<string, unknown>;
      expect(Object.keys(body)).toEqual(["error"]);
      expect(typeof body.error).toBe("string");
    }
  });

  it("names the scheme in a 401, as HTTP requires", () => {
    const { call } = setUp();
    expect(headersOf(call(""))["www-authenticate"]).toBe("Bearer");
  });

  it("rejects plain HTTP before it looks at the key: right and wrong keys get the same answer", () => {
    const { call } = setUp();
    const right = call(`Bearer ${KEY}`, false);
    expect(statusOf(right)).toBe(400);
    expect(right).toEqual(call("Bearer wrong", false));
    expect(right).toEqual(call("", false));
    expect(headersOf(right)["x-ratelimit-remaining"]).toBe("20");
    expect(headersOf(call())["x-ratelimit-remaining"]).toBe("19");
  });

  it("answers 429 beyond the limit, counting each account alone", () => {
    const { call, clock } = setUp({ requestsPerSecond: 3 });
    expect([call(), call(), call(), call()].map(statusOf)).toEqual([200, 200, 200, 429]);
    const other = call(`Bearer ${OTHER}`);
    expect(statusOf(other)).toBe(200);
    expect(headersOf(other)["x-ratelimit-remaining"]).toBe("2");
    const refused = call();
    expect(refused).toMatchObject({ admitted: false, account: expect.stringMatching(/^key-/) });
    expect(headersOf(refused)).not.toHaveProperty("retry-after");
    clock.advance(1000);
    expect(statusOf(call())).toBe(200);
  });

  it.each([
    ["epoch-seconds", String(Math.ceil((EPOCH + 1000) / 1000))],
    ["epoch-milliseconds", String(EPOCH + 1001)],
    ["delta-seconds", "1"],
    ["iso", "2024-05-02T17:10:04.119Z"],
  ] as const)("writes Reset as %s, rounded up", (resetFormat, expected) => {
    const { call, clock } = setUp({ resetFormat });
    clock.advance(0.25);
    call();
    clock.advance(399.5);
    expect(headersOf(call())["x-ratelimit-reset"]).toBe(expected);
  });

  it("sends Retry-After with a 429 only where it was asked for, rounded up", () => {
    const { call, clock } = setUp({ retryAfter: true, requestsPerSecond: 1 });
    expect(headersOf(call())).not.toHaveProperty("retry-after");
    clock.advance(999.75);
    expect(headersOf(call())["retry-after"]).toBe("1");
  });

  it("can do without a limit, and then shows one that is never used up, since every response has the headers", () => {
    const { call, gate } = setUp({ requestsPerSecond: false });
    for (let i = 0; i < 100; i += 1) {
      expect(headersOf(call())).toMatchObject({ "x-ratelimit-limit": "10000", "x-ratelimit-remaining": "10000" });
    }
    expect(headersOf(call("Bearer wrong"))).toMatchObject({
      "x-ratelimit-remaining": "10000",
      "x-ratelimit-reset": expect.any(String),
    });
    expect(gate.usage("anybody")).toBeUndefined();
  });

  it("asks for the limit of an account each time", () => {
    let limit: number | false = 2;
    const { call } = setUp({ requestsPerSecond: () => limit });
    expect([call(), call(), call()].map(statusOf)).toEqual([200, 200, 429]);
    limit = 3;
    expect(headersOf(call())["x-ratelimit-limit"]).toBe("3");
    limit = false;
    expect(headersOf(call())["x-ratelimit-limit"]).toBe("10000");
    expect(headersOf(call(""))["x-ratelimit-limit"]).toBe("20");
  });

  it("lets several keys share one account", () => {
    const { call } = setUp({ keys: (key) => (key.startsWith("sandbox_") ? "diner" : undefined), requestsPerSecond: 2 });
    expect(call()).toMatchObject({ admitted: true, account: "diner" });
    expect(headersOf(call(`Bearer ${OTHER}`))["x-ratelimit-remaining"]).toBe("0");
    expect(statusOf(call("Bearer foreign"))).toBe(403);
  });

  it("never reads a clock but its own", () => {
    const now = vi.spyOn(Date, "now");
    const monotonic = vi.spyOn(performance, "now");
    for (const window of ["calendar-second", "first-request", "sliding-log", "token-bucket"] as const) {
      const { call, gate } = setUp({ window, resetFormat: "iso" });
      call();
      call("");
      gate.usage("nobody");
    }
    expect(now).not.toHaveBeenCalled();
    expect(monotonic).not.toHaveBeenCalled();
  });

  it("takes any header without throwing, and admits nobody without the key", () => {
    const { gate } = setUp();
    const piece = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("Bearer ", "bearer", KEY.slice(0, 9), " ", ",", "\t"),
    );
    const header = fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(fc.oneof(header, fc.array(header, { maxLength: 3 })), fc.boolean(), (authorization, secure) => {
        const verdict = gate.admit({ secure, headers: { authorization } });
        if (verdict.admitted) throw new Error("admitted");
        expect([400, 401, 403]).toContain(verdict.reply.httpStatus);
        expect(verdict.reply.body).not.toContain(KEY.slice(0, 9));
      }),
    );
  });

  it.each(["calendar-second", "first-request", "sliding-log", "token-bucket"] satisfies WindowRule[])(
    "shows under %s what the next requests will get",
    (window) => {
      const { call, clock } = setUp({ window, requestsPerSecond: 7 });
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 12_000 }), fc.integer({ min: 1, max: 9 }), (eighths, burst) => {
          clock.advance(eighths / 8);
          let left: number | undefined;
          for (let i = 0; i < burst; i += 1) {
            const verdict = call();
            if (left !== undefined) expect(verdict.admitted).toBe(left > 0);
            left = Number(headersOf(verdict)["x-ratelimit-remaining"]);
            const resetAt = Number(headersOf(verdict)["x-ratelimit-reset"]) * 1000;
            expect(resetAt).toBeGreaterThan(clock.epochMs());
            expect(resetAt).toBeLessThan(clock.epochMs() + 2000);
          }
        }),
      );
    },
  );
});

describe("usage", () => {
  it("shows the count without adding to it", () => {
    const { call, gate } = setUp();
    const verdict = call();
    const account = verdict.account!;
    expect(gate.usage(account)).toEqual({ limit: 20, remaining: 19, resetAtMs: EPOCH + 1000 });
    expect(gate.usage(account)).toEqual(gate.usage(account));
    expect(gate.usage("never seen")).toEqual({ limit: 20, remaining: 20, resetAtMs: EPOCH + 1000 });
  });
});

describe("memory", () => {
  const anyKey = { keys: (key: string) => key, requestsPerSecond: 2 } as const;

  it("holds 10,000 busy accounts, keeps every count, and answers 503 to one more", () => {
    const { call, clock } = setUp(anyKey);
    for (let i = 0; i < 10_000; i += 1) call(`Bearer k${i}`);
    const crowded = call("Bearer k10000");
    expect(statusOf(crowded)).toBe(503);
    expect(headersOf(crowded)["retry-after"]).toBe("1");
    // Nobody's count was lost, and those that are known go on.
    expect(["k0", "k0", "k9999"].map((key) => statusOf(call(`Bearer ${key}`)))).toEqual([200, 429, 200]);
    clock.advance(1000);
    expect(statusOf(call("Bearer k10000"))).toBe(200);
  });

  it("lets go of idle accounts as others come, two at a time, so that a full memory is no wall", () => {
    const { call, clock } = setUp(anyKey);
    for (let i = 0; i < 10_000; i += 1) call(`Bearer k${i}`);
    clock.advance(999.875);
    expect(statusOf(call("Bearer n0"))).toBe(503);
    clock.advance(0.125);
    for (let i = 0; i < 10_000; i += 1) expect(statusOf(call(`Bearer n${i}`))).toBe(200);
    expect(statusOf(call("Bearer k0"))).toBe(503);
  });
});

describe("memory of an account", () => {
  it("is counted from its last request, not from its first", () => {
    const { call, clock } = setUp({ requestsPerSecond: 2 });
    call();
    clock.advance(600);
    call();
    clock.advance(500);
    call(`Bearer ${OTHER}`);
    expect(headersOf(call())["x-ratelimit-remaining"]).toBe("0");
  });
});

describe("a key lookup", () => {
  it("never sees that no header can carry", () => {
    const keys = vi.fn(() => "anybody");
    const { call } = setUp({ keys });
    for (const key of ["k\u0000ey", "k ey", "k\u00e9y", "k".repeat(1025)])
      expect(statusOf(call(`Bearer ${key}`))).toBe(403);
    expect(keys).not.toHaveBeenCalled();
    expect(statusOf(call(`Bearer ${"k".repeat(1024)}`))).toBe(200);
  });
});

describe("createGate", () => {
  it.each([
    ["no keys", { keys: [] }],
    ["an empty key", { keys: [KEY, ""] }],
    ["a key with a space", { keys: [`${KEY} `] }],
    ["one string instead of a list", { keys: KEY as unknown as string[] }],
    ["a limit of 0", { requestsPerSecond: 0 }],
    ["a limit that is not whole", { requestsPerSecond: 2.5 }],
    ["a limit beyond the highest", { requestsPerSecond: 10_001 }],
    ["no number", { requestsPerSecond: Number.NaN }],
  ])("rejects %s, and prints no key", (_, options: Partial<GateOptions>) => {
    let thrown: unknown;
    try {
      setUp(options);
    } catch (error) {
      thrown = error;
    }
    expect(isSendoError(thrown) && thrown.code).toBe("config_option_invalid");
    expect(inspect(thrown, { depth: 9 }) + JSON.stringify(thrown)).not.toContain(KEY);
  });

  it("lets nobody in when the lookup answers a promise", () => {
    const { call } = setUp({ keys: (async () => undefined) as unknown as () => undefined });
    expect(() => call()).toThrow(expect.objectContaining({ code: "config_option_invalid" }) as Error);
  });

  it("lets nobody in when the limit of an account is no limit", () => {
    const { call } = setUp({ requestsPerSecond: () => undefined as unknown as number });
    expect(() => call()).toThrow(expect.objectContaining({ code: "config_option_invalid" }) as Error);
  });

  it("never names an account after its key, nor keeps the key where printing finds it", () => {
    const { call, gate } = setUp();
    const seen = inspect([call(), gate, call("Bearer wrong")], { depth: 9, showHidden: true }) + JSON.stringify(call());
    expect(seen).not.toContain(KEY);
    expect(seen).not.toContain(OTHER);
  });

  it("works with the machine's clock", () => {
    const gate = createGate({ keys: [KEY] });
    expect(gate.admit({ secure: true, headers: { authorization: `Bearer ${KEY}` } }).admitted).toBe(true);
  });
});
