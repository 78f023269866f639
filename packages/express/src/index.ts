export { sendo, type SendoExpressClient, type SendoExpressOptions, type SendoMiddleware } from "./middleware.js";
export { sendoWebhooks } from "./webhooks.js";
export { sendoErrorHandler } from "./error-handler.js";
export { sendoGate, sendoGateErrors, type SendoGateErrorOptions, type SendoGateMiddleware } from "./gate.js";
