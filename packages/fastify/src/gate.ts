import { apiErrorOf, createGate, type GateOptions } from "@sendo/core/gate";
import type { FastifyInstance, FastifyPluginAsync } from "fastify";
import fastifyPlugin from "fastify-plugin";
import { ownOptions } from "./own-options.js";
import { sendReply } from "./send-reply.js";

declare module "fastify" {
  interface FastifyRequest {
    /** Whose key it was, by its account's name; `""` outside the scopes that have registered `sendoGate`. */
    sendoAccount: string;
  }
}

/** What {@link sendoGate} takes: the options of core's `createGate`. */
export type SendoGateOptions = GateOptions;

const register: FastifyPluginAsync<SendoGateOptions> = async (app: FastifyInstance, options) => {
  const gate = createGate(ownOptions(app, "gate", options));
  if (!app.hasRequestDecorator("sendoAccount")) app.decorateRequest("sendoAccount", "");
  app.addHook("onRequest", async (request, reply) => {
    const verdict = gate.admit({ secure: request.protocol === "https", headers: request.headers });
    if (!verdict.admitted) {
      sendReply(reply, verdict.reply);
      return reply;
    }
    reply.headers(verdict.headers);
    request.sendoAccount = verdict.account;
    return undefined;
  });
  app.setNotFoundHandler((_request, reply) => sendReply(reply, apiErrorOf({ statusCode: 404 })));
  app.setErrorHandler((error, request, reply) => {
    const answer = apiErrorOf(error);
    const { message } = error as Error;
    if (answer.httpStatus < 500) request.log.info({ err: error }, message);
    else request.log.error({ err: error }, message);
    sendReply(reply, answer);
  });
};

/**
 * The door of a Sendo-compatible API of your own: HTTPS only, Bearer keys, a number of requests a second, the three
 * `X-RateLimit` headers on every response of the scope that registers it, and of those below. What it rejects goes no further,
 * and no body is read before the key is known. In that scope it answers routes that are not there and errors in the form that
 * Sendo documents, `{ "error": string }`, and logs errors as Fastify would.
 *
 * Behind a proxy that ends TLS, whether a request came over HTTPS is what Fastify's own setting `trustProxy` says.
 *
 * @param options - Those of core's `createGate`. Register it once for an API, in a scope of its own, since it counts.
 *
 * @throws A {@link SendoConfigError} `config_option_invalid`, while the app starts, for `keys` or a limit that cannot be used.
 *
 * @example
 * ```ts
 * await app.register(
 *   async (api) => {
 *     await api.register(sendoGate, { keys: ["sandbox_k3Yw9TbQx27LmPz0"] });
 *     api.get("/message/list", async () => ({ messages: [] }));
 *   },
 *   { prefix: "/v1" },
 * );
 * ```
 */
export const sendoGate = fastifyPlugin(register, { name: "@sendo/fastify/gate", fastify: "5.x" });
