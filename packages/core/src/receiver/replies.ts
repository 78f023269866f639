import type { HttpReply } from "../http/http.js";

// Constant to the last byte: whoever asks learns the status and no more. By its documents Sendo decides by the status.
const reply = (httpStatus: number, body: Readonly<Record<string, unknown>>, headers = {}): HttpReply =>
  Object.freeze({
    httpStatus,
    headers: Object.freeze({ "content-type": "application/json; charset=utf-8", ...headers }),
    body: JSON.stringify(body),
  });

// Whether Sendo heeds it is not documented; its own first retry comes after 60 s.
const LATER = { "retry-after": "10" };

/** Every answer that the receiver gives. */
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
