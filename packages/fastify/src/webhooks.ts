import { createWebhookReceiver, type WebhookReceiverOptions } from "@sendo/core";
import { readNodeBody } from "@sendo/core/adapter";
import type { FastifyContextConfig, FastifyPluginAsync, FastifySchema } from "fastify";
import fastifyPlugin from "fastify-plugin";
import { apiOf } from "./accounts.js";
import { ownOptions } from "./own-options.js";
import { sendReply } from "./send-reply.js";

/** Options for {@link sendoWebhooks}: the options for core's `createWebhookReceiver`, and the route's path. */
export interface SendoWebhooksOptions extends WebhookReceiverOptions {
  /** Path for Sendo's deliveries, such as `/webhooks/sendo`. Prefixes from parent scopes are added to the path. */
  path: string;
  /**
   * The route's `config`. For example, `{ rateLimit: false }` exempts the route from an app-wide `@fastify/rate-limit`.
   *
   * @defaultValue none
   */
  config?: FastifyContextConfig | undefined;
}

const register: FastifyPluginAsync<SendoWebhooksOptions> = async (app, options) => {
  const { path, config, ...receiving } = ownOptions(app, "receiver", options, ["path", "config"]);
  const receiver = createWebhookReceiver({ baseUrl: apiOf(app), ...receiving, logger: receiving.logger ?? app.log });
  // Only Sendo calls the route, so it is hidden from @fastify/swagger.
  const schema: FastifySchema & { readonly hide: true } = { hide: true };
  app.all(path, {
    schema,
    ...(config && { config }),
    // This is the last hook before Fastify checks the content type. `done` is never called, so no parser runs.
    preParsing({ method, headers, log }, reply, payload, _done) {
      const readBody = (maxBytes: number): Promise<Uint8Array> => readNodeBody(payload, maxBytes);
      const delivery = { method, headers, readBody, logger: receiving.logger ?? log };
      void receiver.receive(delivery).then((response) => sendReply(reply, response));
    },
    handler: () => {},
  });
};

/**
 * Plugin that receives Sendo's webhooks at one path, in a separate scope. It does not change the app's parsers, limits or hooks.
 * The route checks the token and then reads the body without the app's parsers, up to `maxBodyBytes` bytes. It responds to
 * every delivery, so rejected deliveries and handler errors do not reach the app's error handler. `@fastify/swagger` does
 * not show the route.
 *
 * The app's `onRequest` hooks run first. Later hooks (`preValidation`, `preHandler`) do not run, because deliveries are
 * authenticated by their token. Register the plugin once per webhook, because by default each registration keeps its own
 * record of handled events.
 *
 * @param options - `path` and the options for core's `createWebhookReceiver`. `tokens` defaults to `SENDO_WEBHOOK_TOKEN`.
 * `logger` defaults to `app.log`. For log lines about one delivery, the default is `request.log`. `baseUrl` defaults to the
 * URL used by `app.sendo`, if `sendo` has already been registered.
 *
 * @throws A {@link SendoConfigError} at startup: `config_webhook_token_missing`, `config_webhook_token_invalid`,
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
