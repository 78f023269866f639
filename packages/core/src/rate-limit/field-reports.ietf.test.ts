import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Sendo } from "../index.js";
import { VirtualClock } from "../testing/virtual-clock.js";
import { readIetfRateLimit } from "./ietf-rate-limit.js";
import { readRateLimitHeaders, type RateLimitReading } from "./rate-limit-headers.js";

describe("IETF RateLimit headers, drafts 08 to 11", () => {
  test.each<[string, headers: Record<string, string>, RateLimitReading]>([
    [
      "both headers",
      { ratelimit: '"default";r=3;t=1', "ratelimit-policy": '"default";q=20;w=1' },
      { limit: 20, remaining: 3, resetInMs: 1000 },
    ],
    [
      "tokens and spaces",
      { ratelimit: "default ; r=3 ;t=1", "ratelimit-policy": "default;q=5;w=1" },
      { limit: 5, remaining: 3, resetInMs: 1000 },
    ],
    ["the count alone", { ratelimit: '"default";r=3;t=1' }, { remaining: 3, resetInMs: 1000 }],
    ["no reset", { ratelimit: '"default";r=3' }, { remaining: 3 }],
    ["the policy alone", { "ratelimit-policy": '"default";q=5;w=1' }, { limit: 5 }],
    ["a window of a few seconds, as a rate", { "ratelimit-policy": '"p";q=100;w=10' }, { limit: 10, windowMs: 10_000 }],
    [
      "less than one request a second, of which we keep one",
      { "ratelimit-policy": '"p";q=30;w=60' },
      { limit: 1, windowMs: 60_000 },
    ],
    [
      "a quota of a day, which is not a rate",
      { ratelimit: '"daily";r=9000;t=40000', "ratelimit-policy": '"daily";q=10000;w=86400' },
      { remaining: 9000, resetInMs: 60_000, windowMs: 86_400_000 },
    ],
    [
      "a burst and a quota: the burst's rate, the smaller count and its reset",
      {
        ratelimit: '"burst";r=12;t=1, "daily";r=2;t=30',
        "ratelimit-policy": '"daily";q=10000;w=86400, "burst";q=20;w=1',
      },
      { limit: 20, remaining: 2, resetInMs: 30_000 },
    ],
    [
      "a policy that counts bytes, which is not ours",
      {
        ratelimit: '"bytes";r=0;t=9,"default";r=3;t=1',
        "ratelimit-policy": '"bytes";q=65535;qu="content-bytes";w=10,"default";q=20;w=1;qu="requests"',
      },
      { limit: 20, remaining: 3, resetInMs: 1000 },
    ],
    [
      "a partition key and quoted commas",
      { ratelimit: '"a,\\"b;r=9";r=3;t=1;pk=:cHNj:' },
      { remaining: 3, resetInMs: 1000 },
    ],
    [
      "X-RateLimit next to it: the smaller numbers, and the documented reset",
      {
        "x-ratelimit-limit": "20",
        "x-ratelimit-remaining": "7",
        "x-ratelimit-reset": "2",
        ratelimit: '"p";r=3;t=9',
        "ratelimit-policy": '"p";q=100;w=10',
      },
      { limit: 10, remaining: 3, resetInMs: 2000 },
    ],
  ])("%s", (_, headers, reading) => {
    expect(readRateLimitHeaders(headers, 0)).toEqual(reading);
  });

  test.each(['"default";r=3,', '"default', ";r=3", '"a";r=3 "b"', "", "3", '"a";r=-1', '"a";r=1.5', '"a";r="3"x'])(
    "nothing is taken from %j",
    (header) => expect(readRateLimitHeaders({ ratelimit: header, "ratelimit-policy": header }, 0)).toEqual({}),
  );

  test("any header is read in a time that grows with its length, without an exception", () => {
    const part = fc.constantFrom(
      '"',
      "\\",
      ";",
      ",",
      "=",
      ":",
      "r",
      "q",
      "w",
      "t",
      "1",
      " ",
      '"default"',
      ";r=3",
      ";q=20",
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 60 }), fc.array(part, { maxLength: 60 }), (one, other) => {
        const { limit, remaining } = readIetfRateLimit(one.join(""), other.join(""));
        for (const count of [limit, remaining]) if (count !== undefined) expect(Number.isInteger(count)).toBe(true);
        expect(limit).not.toBe(0);
      }),
    );
  });

  const sentWithin = async (ms: number, calls: number, headers: Record<string, string>): Promise<number> => {
    const clock = new VirtualClock();
    let sent = 0;
    const response = { httpStatus: 200, headers, body: '{"success":true,"id":"m"}', complete: true };
    const transport = {
      start: () => {
        sent += 1;
        return { result: Promise.resolve({ response }), cancel: () => true };
      },
    };
    const sendo = new Sendo(
      { apiKey: "key", campaign: "c", transport, requestsPerSecond: 20 },
      { clock, random: () => 0 },
    );
    const message = { to: "+12065550142", body: "Your table is ready" };
    await sendo.messages.send(message);
    const sending = Array.from({ length: calls }, () => sendo.messages.send(message).catch(() => {}));
    await clock.advance(ms);
    const count = sent;
    await sendo.close({ drainMs: 0 });
    await Promise.all(sending);
    return count;
  };

  test("a policy lowers the rate, and a count of its second permits more than the configured limit", async () => {
    expect(await sentWithin(0, 50, {})).toBe(20);
    expect(await sentWithin(0, 50, { "ratelimit-policy": '"p";q=5;w=1' })).toBe(5);
    expect(await sentWithin(0, 50, { ratelimit: '"p";r=30;t=1', "ratelimit-policy": '"p";q=40;w=1' })).toBe(51);
  });

  test("a count of a longer window permits nothing beyond the limit of a second", async () => {
    const policy = { "ratelimit-policy": '"daily";q=10000;w=86400' };
    expect(await sentWithin(0, 50, { ratelimit: '"daily";r=9000;t=40000', ...policy })).toBe(20);
    expect(await sentWithin(0, 50, { ratelimit: '"daily";r=9000;t=40000' })).toBe(20);
  });
});
