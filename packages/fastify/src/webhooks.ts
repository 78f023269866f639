import { createWebhookReceiver, type WebhookReceiverOptions } from "@sendo/core";
import { readNodeBody } from "@sendo/core/adapter";
import type { FastifyContextConfig, FastifyPluginAsync, FastifySchema } from "fastify";
import fastifyPlugin from "fastify-plugin";
import { apiOf } from "./accounts.js";
import { ownOptions } from "./own-options.js";
import { sendReply } from "./send-reply.js";

/** What {@link sendoWebhooks} takes: the options of core's `createWebhookReceiver`, and where to listen. */
export interface SendoWebhooksOptions extends WebhookReceiverOptions {
  /** Where Sendo delivers to, such as `/webhooks/sendo`, below the prefixes of the scopes around. */
  path: string;
  /**
   * The route's `config`, for plugins that read one: what exempts it from those that apply to the whole app, such as
   * `{ rateLimit: false }` for `@fastify/rate-limit`. Sendo has no account in your app.
   *
   * @defaultValue none
   */
  config?: FastifyContextConfig | undefined;
}

const register: FastifyPluginAsync<SendoWebhooksOptions> = async (app, options) => {
  const { path, config, ...receiving } = ownOptions(app, "receiver", options, ["path", "config"]);
  const receiver = createWebhookReceiver({ baseUrl: apiOf(app), ...receiving, logger: receiving.logger ?? app.log });
  // For @fastify/swagger: Sendo knows this route already, and nobody else may call it.
  const schema: FastifySchema & { readonly hide: true } = { hide: true };
  app.all(path, {
    schema,
    ...(config && { config }),
    // The last moment before Fastify looks at the content type. `done` is never called, so no parser comes to run.
    preParsing({ method, headers, log }, reply, payload, _done) {
      const readBody = (maxBytes: number): Promise<Uint8Array> => readNodeBody(payload, maxBytes);
      // `receive` never rejects.
      const delivery = { method, headers, readBody, logger: receiving.logger ?? log };
      void receiver.receive(delivery).then((answer) => sendReply(reply, answer));
    },
    handler: () => {},
  });
};

/**
 * Receives Sendo's webhooks at one path, in a scope of its own: no parser, limit or hook of the app is changed, and whatever
 * parsers the app has, this route reads its body itself, not before the token was found right, and no more than
 * `maxBodyBytes`. It answers every delivery: nothing it rejects and nothing a handler throws goes to the app's error handler.
 * `@fastify/swagger` does not show the route.
 *
 * The app's `onRequest` hooks run first, those for the body and later (`preValidation`, `preHandler`) do not: the token is
 * what lets a delivery in. Register it once for each webhook of yours; it remembers the events it has handled.
 *
 * @param options - `path`, and those of core's `createWebhookReceiver`. `tokens` defaults to `SENDO_WEBHOOK_TOKEN`, `logger`
 * to `app.log`, and to `request.log` for what is about one delivery; `baseUrl` to the address of `app.sendo`, if there is one already.
 *
 * @throws A {@link SendoConfigError} while the app starts: `config_webhook_token_missing`, `config_webhook_token_invalid`,
 * `config_webhook_token_sandbox` or `config_option_invalid`.
 *
 * @example
 * ```ts
 * await app.register(sendoWebhooks, {
 *   path: "/webhooks/sendo",
 *   on: { "message.incoming": async (event) => { await saveReply(event.message.id, event.message); } },
 * });
 * ```
 */
export const sendoWebhooks = fastifyPlugin(register, {
  name: "@sendo/fastify/webhooks",
  fastify: "5.x",
  encapsulate: true,
});
