import { describe, expect, it } from "vitest";
import { ERROR_MESSAGES, type SendoErrorCode } from "../errors/error-codes.js";
import {
  SendoConfigError,
  SendoRateLimitError,
  SendoServerError,
  SendoTimeoutError,
  SendoValidationError,
} from "../errors/errors.js";
import { errorReply } from "./error-reply.js";
import { SendoExtensionError } from "./extension-error.js";

const NOW = 1_700_000_000_000;
const clock = { epochMs: () => NOW };
const reply = (error: unknown, options = {}) => errorReply(error, options, clock);

describe("errorReply", () => {
  it.each([undefined, null, "text", new Error("theirs"), { code: "rate_limited" }, new TypeError("x")])(
    "leaves %s to the app",
    (error) => expect(reply(error)).toBeUndefined(),
  );

  const EXPECTED: Partial<Record<SendoErrorCode, [number, string]>> = {
    rate_limited: [503, "messaging_busy"],
    queue_full: [503, "messaging_busy"],
    queue_timeout: [503, "messaging_busy"],
    deadline_exceeded: [503, "messaging_busy"],
    client_closed: [503, "messaging_busy"],
    idempotency_in_progress: [503, "messaging_busy"],
    idempotency_store_failed: [503, "messaging_busy"],
    guard_failed: [503, "messaging_busy"],
    unexpected_status: [502, "messaging_failed"],
    unreadable_response: [502, "messaging_failed"],
    server_error: [502, "messaging_failed"],
    connection_failed: [502, "messaging_failed"],
    connection_lost: [502, "messaging_failed"],
    certificate_untrusted: [502, "messaging_failed"],
    attempt_timeout: [502, "messaging_failed"],
    forbidden_by_proxy: [502, "messaging_failed"],
  };

  it.each(Object.keys(ERROR_MESSAGES) as SendoErrorCode[])("%s: its own status, and nothing of Sendo's", (code) => {
    const [httpStatus, shown] = EXPECTED[code] ?? [500, "internal_error"];
    const error = new SendoServerError({ code, httpStatus: 418, detail: "c4n4ry", reference: "c4n4ry" });
    const headers: Record<string, string> = { "content-type": "application/json; charset=utf-8" };
    if (httpStatus === 503) headers["retry-after"] = "5";
    expect(reply(error)).toEqual({ httpStatus, headers, body: JSON.stringify({ error: shown }) });
  });

  it.each(["rate_limited", "server_error", "attempt_timeout", "aborted"] as const)(
    "an unknown outcome is 502 whatever the failure was (%s): nobody may be invited to try again",
    (code) => {
      const answer = reply(new SendoTimeoutError({ code, outcome: "unknown", retryAt: new Date(NOW) }));
      expect(answer).toEqual({
        httpStatus: 502,
        headers: { "content-type": "application/json; charset=utf-8" },
        body: '{"error":"message_outcome_unknown"}',
      });
    },
  );

  it.each([
    [undefined, "5"],
    [new Date(NOW - 1), "1"],
    [new Date(NOW + 1), "1"],
    [new Date(NOW + 1_001), "2"],
    [new Date(NOW + 3_600_000), "60"],
  ])("Retry-After for retryAt %s is %s", (retryAt, seconds) => {
    expect(reply(new SendoRateLimitError({ code: "rate_limited", retryAt }))?.headers["retry-after"]).toBe(seconds);
  });

  it("names the fields of a validation error only where the app asks for it", () => {
    const error = new SendoValidationError([{ path: "to", message: "must be E.164" }], "not-sent");
    expect(reply(error)).toMatchObject({ httpStatus: 500, body: '{"error":"internal_error"}' });
    expect(reply(error, { validation: false })).toMatchObject({ httpStatus: 500 });
    expect(reply(error, { validation: true })).toMatchObject({
      httpStatus: 422,
      body: '{"error":"invalid_input","issues":[{"path":"to","message":"must be E.164"}]}',
    });
  });

  it("does not show a config error's message, which names the app's own set-up", () => {
    expect(reply(new SendoConfigError({ code: "config_api_key_missing" }))?.body).toBe('{"error":"internal_error"}');
  });

  it("answers an error of another package by its outcome", () => {
    class Unavailable extends SendoExtensionError<"shelf_unavailable"> {}
    const init = { code: "shelf_unavailable", message: "The shelf is unavailable.", outcome: "not-sent" } as const;
    expect(reply(new Unavailable({ ...init, retryable: true }))).toMatchObject({
      httpStatus: 503,
      headers: { "retry-after": "5" },
      body: '{"error":"messaging_busy"}',
    });
    expect(reply(new Unavailable(init))).toMatchObject({ httpStatus: 500 });
    expect(reply(new Unavailable({ ...init, outcome: "unknown" }))).toMatchObject({ httpStatus: 502 });
  });
});
