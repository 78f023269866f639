import { Sendo, type SendoClient, type SendoOptions } from "@sendo/core";
import { resolveClient } from "@sendo/core/adapter";
import type { FastifyPluginAsync } from "fastify";
import fastifyPlugin from "fastify-plugin";
import { addAccount, type SendoAccounts } from "./accounts.js";
import { ownOptions } from "./own-options.js";

declare module "fastify" {
  interface FastifyInstance {
    /** The app's Sendo client. It exists in the scope that registered `sendo` and in its child scopes. */
    sendo: SendoAccounts;
  }
}

/** Your own client, which you can pass to the {@link sendo} plugin instead of client options. */
export interface SendoFastifyClient {
  /** Your client, which this package never closes. */
  client: SendoClient;
}

/** Options for the {@link sendo} plugin: either the options for `new Sendo(options)` or a client. */
export type SendoFastifyOptions = ((SendoOptions & { client?: never }) | SendoFastifyClient) & {
  /**
   * Name of this client in an app with several clients. For example, `eu` adds the client as `app.sendo.eu`. `namespace`
   * must not be the name of a client member. Declare its type in {@link SendoNamespaces}.
   *
   * @defaultValue none: this is the default client, `app.sendo`
   */
  namespace?: string | undefined;
};

const register: FastifyPluginAsync<SendoFastifyOptions> = async (app, options) => {
  const { namespace, ...own } = ownOptions(app, "client", options, ["client", "namespace"]);
  // Core rejects `{ client: undefined }` as an unknown option. It does not silently use the API key from the
  // environment variables instead.
  const given = own as SendoOptions;
  const client: SendoClient = resolveClient(own) ?? new Sendo({ ...given, logger: given.logger ?? app.log });
  addAccount(app, namespace, client);
  if (own.client === undefined) app.addHook("onClose", async () => void (await client.close()));
};

/**
 * Plugin that adds a typed Sendo client as `app.sendo` to its scope and all child scopes. The client is created at
 * startup, so a missing key stops the app before it starts listening. When you call `app.close()`, Fastify first
 * waits for in-flight requests. Unless you passed your own client, the plugin then waits for in-flight sends and closes the
 * client.
 *
 * @param options - Options for `new Sendo(options)`, or `{ client }` with your own client. By default, environment variables such
 * as `SENDO_API_KEY` are used, and `logger` is `app.log`. Set `namespace` to add another client.
 *
 * @throws A {@link SendoConfigError} at startup. The code is `config_api_key_missing` if there is no key. The code is
 * `config_setup_invalid` if the namespace is already taken in this scope or is the name of a client member. Invalid
 * options cause other `config_` errors.
 *
 * @example
 * ```ts
 * import sendo from "@sendo/fastify";
 * import Fastify from "fastify";
 *
 * const app = Fastify({ logger: true });
 * await app.register(sendo);
 * app.post<{ Body: { phone: string } }>("/ready", async (request) => {
 *   const { id } = await app.sendo.messages.send({ to: request.body.phone, body: "Your table is ready" });
 *   return { id };
 * });
 * ```
 */
export const sendo = fastifyPlugin(register, { name: "@sendo/fastify", fastify: "5.x" });
