import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { classify, type AttemptEnd, type FailureReason, type CallKind } from "./classify.js";

const extract = ({ id }: Record<string, unknown>): { id: string } | undefined =>
  typeof id === "string" && id !== "" ? { id } : undefined;
const write: CallKind<{ id: string }> = { kind: "write", extract };
const read: CallKind<{ id: string }> = { kind: "read", extract };

const body = fc.oneof(
  fc.string(),
  fc.json(),
  fc.constantFrom(
    "",
    "null",
    "[]",
    '"x"',
    "{",
    '{"success":true}',
    '{"success":true,"id":"m"}',
    '{"success":false,"id":"m"}',
    '{"success":false,"error":"no"}',
    '{"id":"m"}',
    '{"id":5}',
    '{"id":""}',
    '{"error":"no"}',
    '{"error":{"code":1}}',
    '{"__proto__":{"id":"m"}}',
    "\ufeff{}",
  ),
);
const response: fc.Arbitrary<AttemptEnd> = fc.record({
  kind: fc.constant("response" as const),
  response: fc.record({
    httpStatus: fc.oneof(
      fc.integer({ min: 0, max: 999 }),
      fc.constantFrom(200, 201, 204, 301, 307, 400, 401, 403, 404, 408, 429, 500, 503),
    ),
    headers: fc.constant({}),
    body,
    complete: fc.boolean(),
  }),
});
const REASONS: FailureReason[] = [
  "connection",
  "certificate",
  "attempt_timeout",
  "queue_full",
  "queue_timeout",
  "aborted",
  "deadline_exceeded",
  "client_closed",
];
const failure: fc.Arbitrary<AttemptEnd> = fc.record({
  kind: fc.constant("failure" as const),
  reason: fc.constantFrom(...REASONS),
  dispatched: fc.boolean(),
  cause: fc.anything(),
});

// The table of the design, written again in other words, so that it does not share the classifier's mistakes.
const REFUSING = [400, 401, 403, 404, 405, 413, 415, 422, 429, 431];
function expectedOutcome(end: AttemptEnd): string {
  if (end.kind === "failure") return end.dispatched ? "unknown" : "not-sent";
  const { httpStatus, body: source, complete } = end.response;
  if (REFUSING.includes(httpStatus)) return "rejected";
  if (httpStatus < 200 || httpStatus > 299 || !complete) return "unknown";
  let json: unknown;
  try {
    json = JSON.parse(source);
  } catch {
    return "unknown";
  }
  if (json === null || typeof json !== "object" || Array.isArray(json)) return "unknown";
  const fields = new Map(Object.entries(json));
  if (fields.get("success") === false) return "rejected";
  return typeof fields.get("id") === "string" && fields.get("id") !== "" ? "accepted" : "unknown";
}

describe("classify, for every combination of evidence, status, body and failure", () => {
  test("a write ends in the outcome of the design's table", () => {
    fc.assert(
      fc.property(fc.oneof(response, failure), (end) => {
        expect(classify(write, end).outcome).toBe(expectedOutcome(end));
      }),
      { numRuns: 5000 },
    );
  });

  test("what is unknown is never repeated and never called retryable", () => {
    fc.assert(
      fc.property(fc.oneof(response, failure), (end) => {
        const verdict = classify(write, end);
        if (verdict.outcome !== "unknown") return;
        expect(verdict.retry).toBeUndefined();
        expect(verdict.retryable).toBe(false);
        expect(verdict.data).toBeUndefined();
      }),
      { numRuns: 5000 },
    );
  });

  test("a write is repeated only after a 429, or where nothing left and the obstacle may pass", () => {
    fc.assert(
      fc.property(fc.oneof(response, failure), (end) => {
        const { retry, retryable } = classify(write, end);
        if (retry === "rateLimited") expect(end).toMatchObject({ response: { httpStatus: 429 } });
        else if (retry === "notSent") {
          expect(end).toMatchObject({ kind: "failure", dispatched: false });
          expect(["connection", "attempt_timeout"]).toContain((end as { reason: string }).reason);
        } else expect(retry).toBeUndefined();
        if (retry !== undefined) expect(retryable).toBe(true);
        if (end.kind === "failure" && ["certificate", "aborted", "client_closed"].includes(end.reason))
          expect(retryable).toBe(false);
      }),
      { numRuns: 5000 },
    );
  });

  test("there is a result exactly when the outcome is accepted, and a code exactly when it is not", () => {
    fc.assert(
      fc.property(fc.oneof(response, failure), (end) => {
        const { outcome, data, code } = classify(write, end);
        expect(data !== undefined).toBe(outcome === "accepted");
        expect(code === undefined).toBe(outcome === "accepted");
      }),
      { numRuns: 5000 },
    );
  });

  test("an answer that breaks the reading of it proves nothing", () => {
    const broken: CallKind<unknown> = { kind: "write", extract: ({ id }) => (id as { length: number }).length };
    const end: AttemptEnd = {
      kind: "response",
      response: { httpStatus: 200, headers: {}, body: "{}", complete: true },
    };
    expect(classify(broken, end)).toMatchObject({ outcome: "unknown", code: "unreadable_response" });
  });

  test("a read has no outcome, and is repeated only where asking again may help", () => {
    fc.assert(
      fc.property(fc.oneof(response, failure), (end) => {
        const { outcome, retry, retryable, code, data } = classify(read, end);
        expect(outcome).toBeUndefined();
        expect(code === undefined).toBe(data !== undefined);
        if (retry !== undefined) expect(retryable).toBe(true);
        if (end.kind === "response" && end.response.httpStatus >= 400 && end.response.httpStatus < 500) {
          expect(retry !== undefined).toBe([408, 429].includes(end.response.httpStatus));
        }
      }),
      { numRuns: 5000 },
    );
  });
});
