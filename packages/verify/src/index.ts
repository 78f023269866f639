/**
 * Sends login codes by SMS, limits how many are sent, and checks the codes that users enter.
 *
 * @packageDocumentation
 */

export { createPumpingBreaker, type PumpingBreaker, type PumpingBreakerOptions } from "./pumping-breaker.js";
export { createVerifier } from "./create-verifier.js";
export type { CodeOutbox } from "./send-code.js";
export { memoryVerifyStore } from "./memory-verify-store.js";
export type { CodeMessage, VerifierLimit, VerifierOptions, VerifyStore } from "./verifier-options.js";
export type { CheckInput, CheckResult, StartInput, StartResult, Verifier } from "./verifier.js";
