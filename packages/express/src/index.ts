/**
 * Sendo for Express: a client on each request, a webhook route, error responses and the gate.
 *
 * @packageDocumentation
 */

export { sendo, type SendoMiddleware } from "./middleware.js";
export type { SendoExpressClient, SendoExpressOptions } from "./client-options.js";
export type { SendoAccountsMiddleware, SendoExpressAccounts } from "./accounts.js";
export { sendoHealth, type SendoHealthRoute } from "./health.js";
export type { HealthOptions, SendoHealth } from "@sendo/core/adapter";
export { getSendo } from "./get-sendo.js";
export { sendoWebhooks, type SendoWebhookMiddleware } from "./webhooks.js";
export { sendoErrorHandler, type SendoErrorHandlerOptions, type SendoErrorMiddleware } from "./error-handler.js";
export {
  sendoGate,
  sendoGateErrors,
  type SendoGateErrorOptions,
  type SendoGateMiddleware,
  type SendoNotFoundMiddleware,
} from "./gate.js";
