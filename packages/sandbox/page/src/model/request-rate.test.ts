import { expect, test } from "vitest";
import type { RequestEntry } from "../wire.js";
import { admittedInLastSecond, requestsPerSecond } from "./request-rate.js";

const NOW = Date.parse("2026-11-09T14:03:22.500Z");

function request(agoMs: number, status = 200): RequestEntry {
  return { at: new Date(NOW - agoMs).toISOString(), status } as RequestEntry;
}

test("counts by whole second, refused ones apart, and leaves out what is older or still to come", () => {
  const requests = [request(5000), request(1600), request(600), request(400), request(300, 429), request(-2000)];
  expect(requestsPerSecond(requests, NOW, 3)).toEqual([
    { startMs: NOW - 2500, admitted: 1, refused: 0 },
    { startMs: NOW - 1500, admitted: 1, refused: 0 },
    { startMs: NOW - 500, admitted: 1, refused: 1 },
  ]);
});

test("counts what was admitted within a second", () => {
  expect(admittedInLastSecond([request(1000), request(999), request(0, 429), request(0, 500)], NOW)).toBe(2);
  expect(admittedInLastSecond([], NOW)).toBe(0);
});
