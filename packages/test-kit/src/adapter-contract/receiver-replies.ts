import type { ExpectedReply } from "./harness.js";

/** The responses from core's webhook receiver, which an adapter must send unchanged. */
export const REPLIES = {
  done: { httpStatus: 200, body: '{"ok":true}' },
  refused: { httpStatus: 401, body: '{"error":"unauthorized"}' },
  wrongMethod: { httpStatus: 405, body: '{"error":"method_not_allowed"}' },
  tooLarge: { httpStatus: 413, body: '{"error":"too_large"}' },
  unreadable: { httpStatus: 400, body: '{"error":"invalid_body"}' },
  failed: { httpStatus: 500, body: '{"error":"failed"}' },
} as const satisfies Record<string, ExpectedReply>;
