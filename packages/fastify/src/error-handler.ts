import { errorReply, checkOptionNames, type ErrorReplyOptions } from "@sendo/core/adapter";
import type { FastifyReply, FastifyRequest } from "fastify";
import { sendReply } from "./send-reply.js";

// Of any server: HTTP/1, HTTP/2, with TLS or without. Only logging and replying are used, which are the same for all.
/* eslint-disable @typescript-eslint/no-explicit-any */
type AnyRequest = FastifyRequest<any, any, any, any, any, any, any, any>;
type AnyReply = FastifyReply<any, any, any, any, any, any, any, any>;
/* eslint-enable @typescript-eslint/no-explicit-any */

/** What {@link sendoErrorHandler} returns, for `setErrorHandler` of an app or of one route. */
export type SendoErrorHandler = (error: unknown, request: AnyRequest, reply: AnyReply) => void;

/**
 * Answers for Sendo errors that no route has handled, and tells the app's client as much as it may know: 502 for an
 * unknown outcome or a fault at Sendo's side, 503 with `Retry-After` when the limit is reached, 500 for the rest.
 * Sendo's own status, headers and error message stay inside; the error is logged as Fastify would log it. Every other error
 * goes to the handler that was there before, of a scope above or Fastify's own.
 *
 * @param options - `validation: true` answers 422 with the fields, where the app passes its client's input straight on.
 *
 * @throws A {@link SendoConfigError} `config_option_invalid`, immediately, for an unknown option.
 *
 * @example
 * ```ts
 * app.setErrorHandler(sendoErrorHandler());
 * ```
 */
export function sendoErrorHandler(options: ErrorReplyOptions = {}): SendoErrorHandler {
  checkOptionNames<ErrorReplyOptions>("sendoErrorHandler", options, { validation: true });
  const handle = (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    const answer = reply.raw.headersSent ? undefined : errorReply(error, options);
    if (answer === undefined) throw error; // Fastify's way to the next handler
    const { message } = error as Error;
    if (answer.httpStatus < 500) request.log.info({ err: error }, message);
    else request.log.error({ err: error }, message);
    sendReply(reply, answer);
  };
  return handle;
}
