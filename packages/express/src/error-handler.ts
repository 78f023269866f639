import type { AnySendoError } from "@sendo/core";
import { errorReply, checkOptionNames, writeReply, type ErrorReplyOptions } from "@sendo/core/adapter";
import type { NextFunction, Request, Response } from "express";
import { printError } from "./print-error.js";

/** Options for {@link sendoErrorHandler}. */
export interface SendoErrorHandlerOptions extends ErrorReplyOptions {
  /**
   * Called for every Sendo error that results in a 5XX response. The response contains few details, and the error is
   * not passed to any other handler. Log the error as an object to keep its `code`, `outcome` and `reference`. The
   * error contains no key, full phone number or message body.
   *
   * @defaultValue prints the error to stderr as Express does, except when `env` is `test`
   */
  onError?: ((error: AnySendoError, req: Request) => void) | undefined;
}

/** Error-handling middleware created by {@link sendoErrorHandler}. */
export interface SendoErrorMiddleware {
  /** Handles an error thrown by a route or passed to `next`. */
  (error: unknown, req: Request, res: Response, next: NextFunction): void;
}

/**
 * Creates a middleware that responds to Sendo errors thrown by routes. The status is 502 for an unknown outcome or a fault
 * on Sendo's side, 503 with `Retry-After` for an exceeded limit, and 500 otherwise. The response does not reveal
 * Sendo's own status, headers or error message. All other errors are passed to the next handler.
 *
 * Mount it after the routes. In Express 4, `async` routes must call `next(error)` themselves.
 *
 * @param options - With `validation: true`, a validation error results in a 422 response that lists the invalid fields.
 * Use this option if the app passes user input to Sendo unchanged. `onError` is called for every 5XX response.
 *
 * @throws A {@link SendoConfigError} with code `config_option_invalid` for an unknown option.
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
