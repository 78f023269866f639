import { apiErrorOf, createGate, type GateOptions } from "@sendo/core/gate";
import type { FastifyInstance, FastifyPluginAsync } from "fastify";
import fastifyPlugin from "fastify-plugin";
import { ownOptions } from "./own-options.js";
import { sendReply } from "./send-reply.js";

declare module "fastify" {
  interface FastifyRequest {
    /** Name of the account that the request's key belongs to. It is `""` in scopes without `sendoGate`. */
    sendoAccount: string;
  }
}

/** Options for {@link sendoGate}: the options for core's `createGate`. */
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
    const response = apiErrorOf(error);
    const { message } = error as Error;
    if (response.httpStatus < 500) request.log.info({ err: error }, message);
    else request.log.error({ err: error }, message);
    sendReply(reply, response);
  });
};

/**
 * Plugin that authenticates and rate-limits requests to your own Sendo-compatible API. It requires HTTPS and an API key as a
 * Bearer token. It limits the requests per second and adds the three `X-RateLimit` headers to every response in its scope.
 * Rejected requests do not reach your handlers. The key is checked before the body is read. In its scope, responses
 * to rejected requests, thrown errors and missing routes have Sendo's documented format, `{ "error": string }`. Errors are
 * logged the way Fastify logs them.
 *
 * Behind a proxy that terminates TLS, Fastify's `trustProxy` setting determines whether a request came over HTTPS.
 *
 * @param options - Options for core's `createGate`. Register the plugin only once per API, because each registration
 * counts requests separately. Use a separate scope for the API.
 *
 * @throws A {@link SendoConfigError} with code `config_option_invalid` at startup, for invalid `keys` or limits.
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
