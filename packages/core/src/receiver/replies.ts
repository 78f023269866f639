import type { HttpReply } from "../http/http.js";

// The response bodies are fixed, so an untrusted client learns little more than the status. According to Sendo's documentation,
// only the status determines whether Sendo redelivers an event.
const reply = (httpStatus: number, body: Readonly<Record<string, unknown>>, headers = {}): HttpReply =>
  Object.freeze({
    httpStatus,
    headers: Object.freeze({ "content-type": "application/json; charset=utf-8", ...headers }),
    body: JSON.stringify(body),
  });

// Sendo does not document whether it uses this header. Sendo's first retry comes after 60 s.
const LATER = { "retry-after": "10" };

export const REPLIES = {
  ok: reply(200, { ok: true }),
  invalidBody: reply(400, { error: "invalid_body" }),
  unauthorized: reply(401, { error: "unauthorized" }),
  methodNotAllowed: reply(405, { error: "method_not_allowed" }, { allow: "POST" }),
  tooLarge: reply(413, { error: "too_large" }),
  failed: reply(500, { error: "failed" }),
  busy: reply(503, { error: "busy" }, LATER),
  unavailable: reply(503, { error: "unavailable" }, LATER),
} as const satisfies Record<string, HttpReply>;
