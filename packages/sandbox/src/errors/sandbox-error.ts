/**
 * Error codes of the sandbox itself. They are separate from the error codes that the simulated API returns.
 *
 * - `option_invalid`: an argument is invalid, a fault rule has an invalid field, or the operating system does not let the sandbox use the port, host or folder.
 * The error message names the argument or field.
 * - `port_in_use`: another program is listening on the port.
 * - `clock_not_realtime`: the call requires a real-time clock, but the sandbox has a manual clock.
 * - `webhook_target_refused`: the webhook URL is not on localhost.
 * - `unknown_number`: a phone texted a number that does not belong to any campaign.
 * - `wait_timeout`: no matching message arrived in time.
 * - `unexpected_text`: a message arrived even though the test expected none.
 * - `control_failed`: a sandbox in another process did not respond, or rejected the call without a specific code.
 * - `closed`: the sandbox is closed.
 */
export type SandboxErrorCode =
  | "option_invalid"
  | "port_in_use"
  | "clock_not_realtime"
  | "webhook_target_refused"
  | "unknown_number"
  | "wait_timeout"
  | "unexpected_text"
  | "control_failed"
  | "closed";

// This type requires an entry for every code.
const CODES: Readonly<Record<SandboxErrorCode, true>> = {
  option_invalid: true,
  port_in_use: true,
  clock_not_realtime: true,
  webhook_target_refused: true,
  unknown_number: true,
  wait_timeout: true,
  unexpected_text: true,
  control_failed: true,
  closed: true,
};

/**
 * Error thrown by the sandbox's own functions. The simulated API returns its errors to the API client instead of throwing
 * them.
 */
export class SandboxError extends Error {
  override readonly name = "SandboxError";
  /** Error code. Unlike the error message, the code is stable. */
  readonly code: SandboxErrorCode;

  /** @internal */
  constructor(code: SandboxErrorCode, message: string) {
    super(message);
    this.code = code;
  }

  /** @internal */
  static isCode(value: unknown): value is SandboxErrorCode {
    return typeof value === "string" && Object.hasOwn(CODES, value);
  }
}
