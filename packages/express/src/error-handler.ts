import { errorReply, writeReply, type ErrorReplyOptions } from "@sendo/core/adapter";
import type { ErrorRequestHandler } from "express";

/**
 * Answers for Sendo errors that no route has handled, and tells the app's client as much as it may know: 502 for an
 * unknown outcome or a fault at Sendo's side, 503 with `Retry-After` when the limit is reached, 500 for the rest.
 * Sendo's own status, headers and text stay inside. Every other error goes to the next handler.
 *
 * Mount it after the routes. Express 4 does not pass on what an `async` route throws: call `next(error)` there.
 *
 * @param options - `validation: true` answers 422 with the fields, where the app passes its client's input straight on.
 *
 * @example
 * ```ts
 * app.use(sendoErrorHandler());
 * ```
 */
export function sendoErrorHandler(options: ErrorReplyOptions = {}): ErrorRequestHandler {
  return (error, _req, res, next) => {
    const reply = res.headersSent ? undefined : errorReply(error, options);
    if (reply === undefined) next(error);
    else writeReply(res, reply);
  };
}
