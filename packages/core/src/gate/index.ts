/**
 * Implements the server side of Sendo's contract without a network. It checks keys, enforces the rate limit, creates the
 * rate-limit headers, and formats errors as Sendo does.
 *
 * @packageDocumentation
 */

export { createGate, type Gate, type GateOptions, type GateRequest, type GateUsage, type GateVerdict } from "./gate.js";
export { apiError } from "./api-error.js";
export { apiErrorOf } from "./api-error-of.js";
export { type KeyLookup } from "./keys.js";
export { RESET_FORMATS, type ResetFormat } from "./rate-headers.js";
export { WINDOW_RULES, type WindowRule } from "./window.js";
