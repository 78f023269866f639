import type { AnySendoError } from "@sendo/core";
import { errorReply, checkOptionNames, writeReply, type ErrorReplyOptions } from "@sendo/core/adapter";
import type { NextFunction, Request, Response } from "express";
import { printError } from "./print-error.js";

/** What {@link sendoErrorHandler} takes. */
export interface SendoErrorHandlerOptions extends ErrorReplyOptions {
  /**
   * Told of every Sendo error that is answered with 5XX: the answer says little about it, and no other handler hears of it. Log the
   * error as an object, since its `code`, `outcome` and `reference` are what helps; it contains no key, whole number or message body.
   *
   * @defaultValue prints the error, as Express does with one that nobody handles: on stderr, and not where `env` is `test`
   */
  onError?: ((error: AnySendoError, req: Request) => void) | undefined;
}

/** What {@link sendoErrorHandler} returns: an error handler of Express. */
export interface SendoErrorMiddleware {
  /** Takes an error that a route has thrown or passed to `next`. */
  (error: unknown, req: Request, res: Response, next: NextFunction): void;
}

/**
 * Answers for Sendo errors that no route has handled, and tells the app's client as much as it may know: 502 for an
 * unknown outcome or a fault at Sendo's side, 503 with `Retry-After` when the limit is reached, 500 for the rest.
 * Sendo's own status, headers and error message stay inside. Every other error goes to the next handler.
 *
 * Mount it after the routes. Express 4 does not pass on what an `async` route throws: call `next(error)` there.
 *
 * @param options - `validation: true` answers 422 with the fields, where the app passes its client's input straight on. `onError`
 * is told of what is answered with 5XX.
 *
 * @throws A {@link SendoConfigError} `config_option_invalid`, immediately, for an unknown option.
 *
 * @example
 * ```ts
 * app.use(sendoErrorHandler({ onError: (error) => logger.error(error) }));
 * ```
 */
export function sendoErrorHandler(options: SendoErrorHandlerOptions = {}): SendoErrorMiddleware {
  checkOptionNames<SendoErrorHandlerOptions>("sendoErrorHandler", options, { validation: true, onError: true });
  const { onError = printError, ...shown } = options;
  return (error, req, res, next) => {
    const reply = res.headersSent ? undefined : errorReply(error, shown);
    if (reply === undefined) {
      next(error);
      return;
    }
    if (reply.httpStatus >= 500) onError(error as AnySendoError, req);
    writeReply(res, reply);
  };
}
