/**
 * Why the sandbox itself (not the API that it serves) refused something.
 *
 * - `option_invalid`: an argument, a field of a fault rule, or what the machine grants cannot be used; the message names it.
 * - `port_in_use`: another program listens on the port.
 * - `clock_not_realtime`: a manual clock was to run, which it never does.
 * - `webhook_target_refused`: the URL is not on this machine.
 * - `unknown_number`: no campaign has the number that a phone texts to.
 * - `wait_timeout`: the text that was waited for did not arrive.
 * - `unexpected_text`: a text arrived where none was to.
 * - `control_failed`: a sandbox in another process could not be asked, or refused for a reason without a code of its own.
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

// All of them, or it does not compile.
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

/** A failure of the sandbox as a tool. What its API answers is never thrown: that goes to the API's client. */
export class SandboxError extends Error {
  override readonly name = "SandboxError";
  /** Which failure; stable, unlike the message. */
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
