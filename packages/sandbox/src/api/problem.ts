/**
 * What is wrong with a request.
 *
 * - `missing_key`, `wrong_key`: no key, or none of this sandbox's.
 * - `foreign_key`: a key that does not begin with `sandbox_`, perhaps a real one. It is not kept.
 * - `plain_http`: HTTP on the HTTPS port.
 * - `unknown_endpoint`, `wrong_method`: nothing is documented there.
 * - `unknown_field`: a field or query parameter that the endpoint does not have. The sandbox ignores it; what Sendo does with it is not documented.
 * - `bad_request`: refused with 400 or 413; the message says what for.
 * - `webhook_backlog`: so many deliveries waited for webhooks that the oldest were given up.
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

/** A request, or a webhook, that shows a mistake in the app, whatever it was answered. Without texts, keys and numbers. */
export interface Problem {
  /** Which mistake; stable, unlike the message. */
  readonly code: ProblemCode;
  /** What was wrong, and what to do about it. */
  readonly message: string;
  /** The tenant's name; `undefined` where no valid key tells it. */
  readonly tenant: string | undefined;
  /** When it happened first: ISO 8601, on the sandbox's clock. */
  readonly at: string;
  /** How often the same happened. */
  readonly count: number;
}
