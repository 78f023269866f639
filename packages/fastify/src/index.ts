/**
 * Sendo for Fastify: plugins for the client, the webhook route and the gate, and an error handler.
 *
 * @packageDocumentation
 */

export { sendo, sendo as default, type SendoFastifyClient, type SendoFastifyOptions } from "./plugin.js";
export type { SendoAccounts, SendoNamespaces } from "./accounts.js";
export { sendoWebhooks, type SendoWebhooksOptions } from "./webhooks.js";
export { sendoHealth, type SendoHealthRoute } from "./health.js";
export type { HealthOptions, SendoHealth } from "@sendo/core/adapter";
export { sendoErrorHandler, type SendoErrorHandler } from "./error-handler.js";
export { sendoGate, type SendoGateOptions } from "./gate.js";
