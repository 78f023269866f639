import { Sendo, type SendoClient, type SendoOptions } from "@sendo/core";
import { resolveClient } from "@sendo/core/adapter";
import type { FastifyPluginAsync } from "fastify";
import fastifyPlugin from "fastify-plugin";
import { addAccount, type SendoAccounts } from "./accounts.js";
import { ownOptions } from "./own-options.js";

declare module "fastify" {
  interface FastifyInstance {
    /** The app's Sendo client. There in the scope that registered `sendo`, and in every scope below it. */
    sendo: SendoAccounts;
  }
}

/** A client of your own for {@link sendo}, instead of options. */
export interface SendoFastifyClient {
  /** Used as it is, and never closed by this package: whoever opened it closes it. */
  client: SendoClient;
}

/** What {@link sendo} takes: the options of `new Sendo(options)`, or a client, never both. */
export type SendoFastifyOptions = ((SendoOptions & { client?: never }) | SendoFastifyClient) & {
  /**
   * Name of this client where an app has several, such as one for each account: `eu` gives `app.sendo.eu`. Not the name of
   * a member of the client. Name it in {@link SendoNamespaces} for the compiler.
   *
   * @defaultValue none: the default client, `app.sendo`
   */
  namespace?: string | undefined;
};

const register: FastifyPluginAsync<SendoFastifyOptions> = async (app, options) => {
  const { namespace, ...own } = ownOptions(app, "client", options, ["client", "namespace"]);
  // `{ client: undefined }` is rejected by core like any unknown option: it must not fall back to the environment's key.
  const given = own as SendoOptions;
  const client: SendoClient = resolveClient(own) ?? new Sendo({ ...given, logger: given.logger ?? app.log });
  addAccount(app, namespace, client);
  if (own.client === undefined) app.addHook("onClose", async () => void (await client.close()));
};

/**
 * Puts a Sendo client on the app, as `app.sendo`: here and in every scope below, typed by the import. The client is made
 * while Fastify starts, so a missing key stops the app before it listens. When Fastify closes, requests under way are
 * answered first, then sends under way, then the client is closed, unless it was passed in.
 *
 * @param options - Those of `new Sendo(options)`; without any, the environment (`SENDO_API_KEY` and the others) is read.
 * `logger` defaults to `app.log`. Or `{ client }`, to bring your own. Either with a `namespace`, for a further client.
 *
 * @throws A {@link SendoConfigError} while the app starts: `config_api_key_missing` when there is no key; `config_setup_invalid`
 * for a namespace that is taken in this scope or is a member of the client; the other `config_` codes for options that
 * cannot be used.
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
