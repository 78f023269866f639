import { createWebhookReceiver, type WebhookReceiverOptions } from "@sendo/core";
import { toHttpRequest, writeReply } from "@sendo/core/adapter";
import type { RequestHandler } from "express";

/**
 * Receives Sendo's webhooks. It answers every delivery itself: nothing it refuses and nothing a handler throws goes to
 * the app's error handlers. Works behind `express.json()`, `raw()` or `text()`, and with no parser at all; only where
 * none ran does it read the body, and then no more than `maxBodyBytes` and not before the token was found right.
 *
 * Make one per webhook of yours, at start: it remembers the events it has handled.
 *
 * @param options - Those of core's `createWebhookReceiver`. `tokens` defaults to `SENDO_WEBHOOK_TOKEN`. Express has no
 * logger of its own, so pass `logger` to be told of refused deliveries.
 *
 * @throws A {@link SendoConfigError} `config_webhook_token_missing` or `config_webhook_token_invalid`, at once.
 *
 * @example
 * ```ts
 * app.post("/webhooks/sendo", sendoWebhooks({
 *   on: { "message.incoming": async (event) => { await saveReply(event.id, event.message); } },
 * }));
 * ```
 */
export function sendoWebhooks(options: WebhookReceiverOptions): RequestHandler {
  const receiver = createWebhookReceiver(options);
  return (req, res, next) => {
    // `receive` never rejects: only a mistake of ours can reach `next`.
    receiver.receive(toHttpRequest(req, req.body)).then((reply) => writeReply(res, reply), next);
  };
}
