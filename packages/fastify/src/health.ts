import { checkHealthOptions, healthReply, setupError, type HealthOptions } from "@sendo/core/adapter";
import type { SendoClient } from "@sendo/core";
import type { FastifyReply, FastifyRequest } from "fastify";
import { sendReply } from "./send-reply.js";

// Accepts requests from any kind of server: HTTP/1 or HTTP/2, with or without TLS. Replies are sent the same way on all
// servers.
/* eslint-disable @typescript-eslint/no-explicit-any */
type AnyRequest = FastifyRequest<any, any, any, any, any, any, any, any>;
type AnyReply = FastifyReply<any, any, any, any, any, any, any, any>;
/* eslint-enable @typescript-eslint/no-explicit-any */

/** Route handler created by {@link sendoHealth}, for `app.get`. */
export type SendoHealthRoute = (request: AnyRequest, reply: AnyReply) => Promise<AnyReply>;

/**
 * Creates a health route. It responds with 200 if the client can send. It responds with 503 if sending is blocked
 * for too long after a 429, if too many calls are queued, or if a `ping` fails. The response contains only numbers and
 * codes. A request is sent to Sendo only if `ping` is set.
 *
 * @param options - Limits beyond which the client is considered unhealthy, and whether to `ping`.
 *
 * @throws A {@link SendoConfigError} with code `config_option_invalid` for an unknown option or an invalid number.
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
