import { createWebhookReceiver, type WebhookReceiverOptions } from "@sendo/core";
import { readNodeBody } from "@sendo/core/adapter";
import type { FastifyPluginAsync } from "fastify";
import { sendReply } from "./send-reply.js";

/** What {@link sendoWebhooks} takes: the options of core's `createWebhookReceiver`, and where to listen. */
export interface SendoWebhooksOptions extends WebhookReceiverOptions {
  /** Where Sendo delivers to, such as `/webhooks/sendo`, below the prefixes of the scopes around. */
  path: string;
}

/**
 * Receives Sendo's webhooks at one path, in a scope of its own: no parser, limit or hook of the app is changed, and whatever
 * parsers the app has, this route reads its body itself, not before the token was found right, and no more than
 * `maxBodyBytes`. It answers every delivery: nothing it refuses and nothing a handler throws goes to the app's error handler.
 *
 * The app's `onRequest` hooks run first, those for the body and later (`preValidation`, `preHandler`) do not: the token is
 * what lets a delivery in. Register it once for each webhook of yours; it remembers the events it has handled.
 *
 * @param options - `path`, and those of core's `createWebhookReceiver`. `tokens` defaults to `SENDO_WEBHOOK_TOKEN`, `logger`
 * to `app.log`.
 *
 * @throws {@link SendoConfigError} while the app starts: `config_webhook_token_missing`, `config_webhook_token_invalid` or
 * `config_option_invalid`.
 *
 * @example
 * ```ts
 * await app.register(sendoWebhooks, {
 *   path: "/webhooks/sendo",
 *   on: { "message.incoming": async (event) => { await saveReply(event.message); } },
 * });
 * ```
 */
export const sendoWebhooks: FastifyPluginAsync<SendoWebhooksOptions> = async (app, options) => {
  const receiver = createWebhookReceiver({ ...options, logger: options.logger ?? app.log });
  app.all(options.path, {
    // The last moment before Fastify looks at the content type. `done` is never called, so no parser comes to run.
    preParsing({ method, headers }, reply, payload, _done) {
      const readBody = (maxBytes: number): Promise<Uint8Array> => readNodeBody(payload, maxBytes);
      // `receive` never rejects.
      void receiver.receive({ method, headers, readBody }).then((answer) => sendReply(reply, answer));
    },
    handler: () => {},
  });
};
