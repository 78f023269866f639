/**
 * The server side of Sendo's contract, without a network: keys, the rate limit and its headers, and errors in Sendo's format.
 *
 * @packageDocumentation
 */

export { createGate, type Gate, type GateOptions, type GateRequest, type GateUsage, type GateVerdict } from "./gate.js";
export { apiError } from "./api-error.js";
export { apiErrorOf } from "./api-error-of.js";
export { type KeyLookup } from "./keys.js";
export { RESET_FORMATS, type ResetFormat } from "./rate-headers.js";
export { WINDOW_RULES, type WindowRule } from "./window.js";
