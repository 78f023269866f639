import { errorReply, checkOptionNames, type ErrorReplyOptions } from "@sendo/core/adapter";
import type { FastifyReply, FastifyRequest } from "fastify";
import { sendReply } from "./send-reply.js";

// Accepts requests from any kind of server: HTTP/1 or HTTP/2, with or without TLS. Errors are logged and
// responses are sent in the same way for all servers.
/* eslint-disable @typescript-eslint/no-explicit-any */
type AnyRequest = FastifyRequest<any, any, any, any, any, any, any, any>;
type AnyReply = FastifyReply<any, any, any, any, any, any, any, any>;
/* eslint-enable @typescript-eslint/no-explicit-any */

/** Error handler created by {@link sendoErrorHandler}, for `setErrorHandler` in an app or a route. */
export type SendoErrorHandler = (error: unknown, request: AnyRequest, reply: AnyReply) => void;

/**
 * Creates an error handler that responds to Sendo errors thrown by routes. The status is 502 for an unknown outcome or
 * a fault on Sendo's side, 503 with `Retry-After` for an exceeded limit, and 500 otherwise. The error is logged the way
 * Fastify logs errors. The response does not reveal Sendo's own status, headers or error message. All other errors are
 * passed to the next error handler, which belongs to a parent scope or to Fastify itself.
 *
 * @param options - With `validation: true`, a validation error results in a 422 response that lists the invalid fields.
 * Use this option if the app passes user input to Sendo unchanged.
 *
 * @throws A {@link SendoConfigError} with code `config_option_invalid` for an unknown option.
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
