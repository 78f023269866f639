/**
 * Building blocks for web framework adapters. These exports may change in a minor version before 1.0.
 *
 * @packageDocumentation
 */

export { BodyTooLargeError, type HttpReply, type HttpRequestLike } from "../http/http.js";
export { readNodeBody } from "../http/read-node-body.js";
export { toHttpRequest } from "../http/node-request.js";
export { writeReply } from "../http/write-reply.js";
export { handlerComesLater, handlerDone } from "../receiver/handler-protocol.js";
export { errorReply, type ErrorReplyOptions } from "./error-reply.js";
export { resolveClient } from "./resolve-client.js";
export { setupError } from "./setup-error.js";
export { splitForeignOptions } from "./split-foreign-options.js";
export {
  checkHealth,
  checkHealthOptions,
  healthReply,
  type CheckedClient,
  type HealthOptions,
  type SendoHealth,
} from "./check-health.js";
export type { HealthLimits, RateLimitHealth } from "./rate-limit-health.js";
export { inputError } from "./input-error.js";
export { keyReusedError, SendoExtensionError, type SendoExtensionErrorInit } from "./extension-error.js";
export {
  checkOptionNames,
  checkWholeNumber,
  invalidOption,
  unknownOption,
  unusableOption,
  type OptionNames,
  type WholeNumberRange,
} from "../errors/option-checks.js";
export { redactText } from "../errors/redact.js";
export { createStepBound, type StepBound } from "../internal/step-bound.js";
export { createThrottledLog, type ThrottledLog } from "../observe/throttled-log.js";
export { warnIfUnread } from "../internal/unread-batch.js";
export { systemClock } from "../internal/clock.js";
export type { PublicOf } from "../internal/public-of.js";
export type { OpenEnum } from "../api/open-enum.js";
