import type { Problem } from "../wire.js";

export const PROBLEM_WORDS: Readonly<Record<Problem["code"], string>> = {
  missing_key: "No key",
  wrong_key: "A key from another run or from a dropped tenant",
  foreign_key: "A key that does not begin with sandbox_",
  plain_http: "Plain HTTP",
  unknown_endpoint: "Unknown endpoint",
  wrong_method: "Wrong method",
  unknown_field: "Unknown field",
  bad_request: "Rejected",
  webhook_backlog: "A webhook with too many pending deliveries",
};

/** Returns a problem's identity, which is the same for all its occurrences. */
export function problemKey({ code, tenant, message }: Problem): string {
  return JSON.stringify([code, tenant, message]);
}
