import type { Problem } from "../wire.js";

/** What kind of mistake it is, in words. */
export const PROBLEM_WORDS: Readonly<Record<Problem["code"], string>> = {
  missing_key: "No key",
  wrong_key: "A key of another run",
  foreign_key: "A key that is not a sandbox key",
  plain_http: "Plain HTTP",
  unknown_endpoint: "No such endpoint",
  wrong_method: "Wrong method",
  unknown_field: "An unknown field",
  bad_request: "Rejected",
  webhook_backlog: "A webhook that accepts nothing",
};

/** What is the same about a problem each time that it happens. */
export function problemKey({ code, tenant, message }: Problem): string {
  return JSON.stringify([code, tenant, message]);
}
