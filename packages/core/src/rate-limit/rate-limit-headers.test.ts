import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MAX_HEADER_WAIT_MS, readRateLimitHeaders } from "./rate-limit-headers.js";

const NOW = Date.UTC(2026, 4, 2, 17, 8, 41);
const DATE = new Date(NOW).toUTCString();

describe("readRateLimitHeaders", () => {
  test("reads Sendo's three headers", () => {
    const headers = {
      "x-ratelimit-limit": "20",
      "x-ratelimit-remaining": "7",
      "x-ratelimit-reset": String(NOW / 1000 + 2),
      date: DATE,
    };
    expect(readRateLimitHeaders(headers, 0)).toEqual({ limit: 20, remaining: 7, resetInMs: 2000 });
  });

  test.each([
    ["epoch seconds", String(NOW / 1000 + 3)],
    ["epoch milliseconds", String(NOW + 3000)],
    ["ISO 8601", new Date(NOW + 3000).toISOString()],
    ["an HTTP date", new Date(NOW + 3000).toUTCString()],
    ["seconds left", "3"],
  ])("understands a reset as %s, whatever this machine's clock says", (_, reset) => {
    for (const clock of [NOW, NOW - 3_600_000, NOW + 3_600_000]) {
      expect(readRateLimitHeaders({ "x-ratelimit-reset": reset, date: DATE }, clock).resetInMs).toBe(3000);
    }
  });

  test("reads the IETF names and Retry-After in both forms", () => {
    expect(
      readRateLimitHeaders({ "ratelimit-limit": "5", "ratelimit-remaining": "0", "ratelimit-reset": "9" }, NOW),
    ).toEqual({
      limit: 5,
      remaining: 0,
      resetInMs: 9000,
    });
    expect(readRateLimitHeaders({ "retry-after": "2" }, NOW)).toEqual({ retryAfterMs: 2000 });
    expect(readRateLimitHeaders({ "retry-after": new Date(NOW + 5000).toUTCString(), date: DATE }, 0)).toEqual({
      retryAfterMs: 5000,
    });
  });

  test("a moment in the past is now, and a wait is never longer than a minute", () => {
    expect(readRateLimitHeaders({ "x-ratelimit-reset": String(NOW / 1000 - 100), date: DATE }, NOW).resetInMs).toBe(0);
    expect(readRateLimitHeaders({ "retry-after": "86400" }, NOW).retryAfterMs).toBe(MAX_HEADER_WAIT_MS);
  });

  test("takes nothing from headers that make no sense, and never throws", () => {
    const junk = fc.oneof(
      fc.string(),
      fc.constantFrom("-1", "1e9", "NaN", "Infinity", "0x10", "20, 20", "١٢", "9".repeat(400), ""),
    );
    fc.assert(
      fc.property(junk, junk, junk, junk, junk, (limit, remaining, reset, retryAfter, date) => {
        const reading = readRateLimitHeaders(
          {
            "x-ratelimit-limit": limit,
            "x-ratelimit-remaining": remaining,
            "x-ratelimit-reset": reset,
            "retry-after": retryAfter,
            date,
          },
          NOW,
        );
        for (const wait of [reading.resetInMs, reading.retryAfterMs]) {
          if (wait !== undefined) expect(wait >= 0 && wait <= MAX_HEADER_WAIT_MS).toBe(true);
        }
        for (const count of [reading.limit, reading.remaining]) {
          if (count !== undefined) expect(Number.isInteger(count) && count >= 0).toBe(true);
        }
        expect(reading.limit).not.toBe(0);
      }),
    );
  });
});
