export { sendo, type SendoExpressClient, type SendoExpressOptions, type SendoMiddleware } from "./middleware.js";
export { sendoWebhooks } from "./webhooks.js";
export { sendoErrorHandler } from "./error-handler.js";
