import { checkHealthOptions, healthReply, setupError, type HealthOptions } from "@sendo/core/adapter";
import type { SendoClient } from "@sendo/core";
import type { FastifyReply, FastifyRequest } from "fastify";
import { sendReply } from "./send-reply.js";

// Of any server: HTTP/1, HTTP/2, with TLS or without. Only replying is used, which is the same for all.
/* eslint-disable @typescript-eslint/no-explicit-any */
type AnyRequest = FastifyRequest<any, any, any, any, any, any, any, any>;
type AnyReply = FastifyReply<any, any, any, any, any, any, any, any>;
/* eslint-enable @typescript-eslint/no-explicit-any */

/** What {@link sendoHealth} returns, for `app.get`. */
export type SendoHealthRoute = (request: AnyRequest, reply: AnyReply) => Promise<AnyReply>;

/**
 * A route that says whether the client can send: 200, or 503 if sending is blocked after a 429, the queue fills, or a `ping` fails. The
 * reply holds numbers only. No request is made unless you ask for a `ping`.
 *
 * @param options - From where on a client is not healthy, and whether to `ping`.
 *
 * @throws A {@link SendoConfigError} `config_option_invalid`, immediately, for an unknown option or an unusable number.
 *
 * @example
 * ```ts
 * await app.register(sendo);
 * app.get("/health", sendoHealth());
 * ```
 */
export function sendoHealth(options: HealthOptions = {}): SendoHealthRoute {
  checkHealthOptions(options);
  return async ({ server }: FastifyRequest, reply: FastifyReply) => {
    const { sendo } = server as { sendo?: SendoClient };
    if (sendo === undefined)
      throw setupError("This server has no Sendo client: register the plugin first, with app.register(sendo).");
    sendReply(reply, await healthReply(sendo, options));
    return reply;
  };
}
