import type { IncomingMessage, ServerResponse } from "node:http";
import { createWebhookReceiver, type SendoLogger, type WebhookReceiverOptions } from "@sendo/core";
import { toHttpRequest, writeReply } from "@sendo/core/adapter";
import { printError } from "./print-error.js";

/** What {@link sendoWebhooks} returns: a middleware for Express, and for frameworks that take functions like Express's. */
export interface SendoWebhookMiddleware {
  /** Resolves when the response is written, for frameworks that wait for their handlers. It never rejects where `next` is given. */
  (
    req: IncomingMessage & { readonly body?: unknown },
    res: ServerResponse,
    next?: (error?: unknown) => void,
  ): Promise<void>;
}

/**
 * Receives Sendo's webhooks. It responds to every delivery itself: nothing it rejects and nothing a handler throws goes to
 * the app's error handlers. It works behind `express.json()`, `raw()` or `text()`, and with no parser. Only if no parser ran, it
 * reads the body, after the token was checked, and no more than `maxBodyBytes`.
 *
 * Make one per webhook of yours, at startup: it remembers the events it has handled.
 *
 * @param options - Those of core's `createWebhookReceiver`. `tokens` defaults to `SENDO_WEBHOOK_TOKEN`. Express has no
 * logger of its own: what a handler throws is printed, as Express prints what a route throws, unless there is a `logger` or `onError`.
 *
 * @throws A {@link SendoConfigError} `config_webhook_token_missing`, `config_webhook_token_invalid` or
 * `config_webhook_token_sandbox`, immediately.
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
      // `receive` never rejects: only a mistake of ours comes here.
      if (next === undefined) throw error;
      next(error);
    }
  };
}

const ignore = (): void => {};

/** What a handler threw is printed as Express prints what a route throws. */
function printing(req: object): SendoLogger {
  const error: SendoLogger["error"] = (fields, message) => printError("err" in fields ? fields.err : message, req);
  return { debug: ignore, info: ignore, warn: ignore, error };
}
