import type { IncomingMessage, ServerResponse } from "node:http";
import { createWebhookReceiver, type SendoLogger, type WebhookReceiverOptions } from "@sendo/core";
import { toHttpRequest, writeReply } from "@sendo/core/adapter";
import { printError } from "./print-error.js";

/** Middleware created by {@link sendoWebhooks}, for Express and for frameworks with the same kind of handlers. */
export interface SendoWebhookMiddleware {
  /** Resolves once the response has been written. With a `next` function, the promise never rejects. */
  (
    req: IncomingMessage & { readonly body?: unknown },
    res: ServerResponse,
    next?: (error?: unknown) => void,
  ): Promise<void>;
}

/**
 * Creates a middleware that receives Sendo's webhooks. It responds to every delivery itself, so rejected deliveries and
 * handler errors do not reach the app's error handlers. It works after `express.json()`, `raw()` or `text()`, or
 * without a parser. Without a parser, the middleware checks the token and then reads the body itself, up to
 * `maxBodyBytes`.
 *
 * Create one middleware per webhook at startup, because by default each one keeps its own record of handled events.
 *
 * @param options - Options for core's `createWebhookReceiver`. `tokens` defaults to `SENDO_WEBHOOK_TOKEN`. Express has no built-in logger.
 * Without `logger` or `onError`, handler errors are printed the way Express prints route errors.
 *
 * @throws A {@link SendoConfigError} with code `config_webhook_token_missing`, `config_webhook_token_invalid` or
 * `config_webhook_token_sandbox`.
 *
 * @example
 * ```ts
 * app.post("/webhooks/sendo", sendoWebhooks({
 *   on: { "message.incoming": async (event) => { await saveReply(event.message.id, event.message); } },
 * }));
 * ```
 */
export function sendoWebhooks(options: WebhookReceiverOptions): SendoWebhookMiddleware {
  const receiver = createWebhookReceiver(options);
  const isSilent = options.logger === undefined && options.onError === undefined;
  return async (req, res, next) => {
    const logger = isSilent ? printing(req) : undefined;
    try {
      writeReply(res, await receiver.receive({ ...toHttpRequest(req, req.body), logger }));
    } catch (error) {
      // `receive` never rejects, so a rejection would be a bug in this package.
      if (next === undefined) throw error;
      next(error);
    }
  };
}

const ignore = (): void => {};

/** A logger that prints handler errors the way Express prints route errors. */
function printing(req: object): SendoLogger {
  const error: SendoLogger["error"] = (fields, message) => printError("err" in fields ? fields.err : message, req);
  return { debug: ignore, info: ignore, warn: ignore, error };
}
