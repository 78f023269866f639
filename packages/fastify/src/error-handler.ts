import { errorReply, checkOptionNames, type ErrorReplyOptions } from "@sendo/core/adapter";
import type { FastifyReply, FastifyRequest } from "fastify";
import { sendReply } from "./send-reply.js";

// Accepts requests of any server: HTTP/1 or HTTP/2, with or without TLS. Logging and replying are the same for all.
/* eslint-disable @typescript-eslint/no-explicit-any */
type AnyRequest = FastifyRequest<any, any, any, any, any, any, any, any>;
type AnyReply = FastifyReply<any, any, any, any, any, any, any, any>;
/* eslint-enable @typescript-eslint/no-explicit-any */

/** Error handler of {@link sendoErrorHandler}, for `setErrorHandler` of an app or a route. */
export type SendoErrorHandler = (error: unknown, request: AnyRequest, reply: AnyReply) => void;

/**
 * Creates an error handler that responds to Sendo errors of routes. It responds with 502 to an unknown outcome or a fault of
 * Sendo, with 503 and `Retry-After` to an exceeded limit, and with 500 otherwise. It logs the error as Fastify does, but does not
 * reveal Sendo's own status, headers or error message. Every other error goes to the previous handler, of a parent scope or
 * Fastify's own.
 *
 * @param options - With `validation: true`, a validation error gets a 422 with the invalid fields. Use it if the app passes its
 * client's input to Sendo unchanged.
 *
 * @throws A {@link SendoConfigError} `config_option_invalid` for an unknown option.
 *
 * @example
 * ```ts
 * app.setErrorHandler(sendoErrorHandler());
 * ```
 */
export function sendoErrorHandler(options: ErrorReplyOptions = {}): SendoErrorHandler {
  checkOptionNames<ErrorReplyOptions>("sendoErrorHandler", options, { validation: true });
  const handle = (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    const response = reply.raw.headersSent ? undefined : errorReply(error, options);
    if (response === undefined) throw error; // Fastify then calls the next handler
    const { message } = error as Error;
    if (response.httpStatus < 500) request.log.info({ err: error }, message);
    else request.log.error({ err: error }, message);
    sendReply(reply, response);
  };
  return handle;
}
