import { errorReply } from "@sendo/core/adapter";
import { expect, test } from "vitest";
import { SendoOutboxError } from "./outbox-error.js";

test("an app that leaves `outbox_unavailable` to us responds with 503 and Retry-After: nothing was sent, and a retry is safe", () => {
  expect(errorReply(new SendoOutboxError("outbox_unavailable"))).toMatchObject({
    httpStatus: 503,
    headers: { "retry-after": "5" },
    body: '{"error":"messaging_busy"}',
  });
});
