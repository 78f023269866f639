/**
 * A problem's code.
 *
 * - `missing_key`, `wrong_key`: a request had no API key, or a key from another sandbox.
 * - `foreign_key`: a request had a key that does not begin with `sandbox_`. It could be a real key, so it is not
 *   stored.
 * - `plain_http`: a request used plain HTTP on the HTTPS port.
 * - `unknown_endpoint`, `wrong_method`: Sendo's documentation does not list the endpoint, or lists it only with other
 *   methods.
 * - `unknown_field`: a request contained a field or query parameter that the endpoint does not accept. The sandbox
 *   ignores it. Sendo does not document how it handles such a field.
 * - `bad_request`: a request was rejected with 400 or 413. The problem's `message` gives the reason.
 * - `webhook_backlog`: too many deliveries were pending, so the oldest deliveries failed.
 */
export type ProblemCode =
  | "missing_key"
  | "wrong_key"
  | "foreign_key"
  | "plain_http"
  | "unknown_endpoint"
  | "wrong_method"
  | "unknown_field"
  | "bad_request"
  | "webhook_backlog";

/**
 * A mistake made by the app, detected in a request or a webhook. It contains no message bodies, keys or phone numbers.
 */
export interface Problem {
  /** Problem code. Unlike `message`, the code is stable. */
  readonly code: ProblemCode;
  /** Description of the mistake and how to fix it. */
  readonly message: string;
  /** Tenant name. `undefined` if the request had no valid key. */
  readonly tenant: string | undefined;
  /** When the mistake first occurred, on the sandbox's clock, in ISO 8601 format. */
  readonly at: string;
  /** Number of occurrences. */
  readonly count: number;
}
