import { apiErrorOf, createGate, type Gate, type GateOptions } from "@sendo/core/gate";
import { writeReply } from "@sendo/core/adapter";
import type { Request, RequestHandler, Response } from "express";
import type { SendoErrorMiddleware } from "./error-handler.js";

declare global {
  // Express 4 and 5 both provide this namespace for extensions.
  // eslint-disable-next-line @typescript-eslint/no-namespace
  namespace Express {
    interface Request {
      /** Name of the account that the request's key belongs to. It is set on every request that {@link sendoGate} has admitted. */
      sendoAccount?: string | undefined;
    }
  }
}

/** Middleware created by {@link sendoGate}. The middleware exposes its gate as `gate`. */
export interface SendoGateMiddleware extends RequestHandler {
  /** The gate itself, for example to call `gate.usage(account)`. */
  readonly gate: Gate;
}

/** Middleware created by {@link sendoGateErrors}, for routes that do not exist. */
export interface SendoNotFoundMiddleware {
  /** Responds with 404. */
  (req: Request, res: Response): void;
}

/** Options for {@link sendoGateErrors}. */
export interface SendoGateErrorOptions {
  /**
   * Called for every error that results in a 5XX response. The response contains no details, and Express does not print
   * the error.
   */
  onError: (error: unknown) => void;
}

/**
 * Creates a middleware that authenticates and rate-limits requests to your own Sendo-compatible API. It requires HTTPS and
 * an API key as a Bearer token. It limits the requests per second and adds the three `X-RateLimit` headers to every
 * response that a later handler sends. Rejected requests do not reach your handlers. Mount the gate before body
 * parsers, so that the key is checked before the body is read. Mount {@link sendoGateErrors} after the routes.
 *
 * Behind a proxy that terminates TLS, Express's `trust proxy` setting determines whether a request came over HTTPS.
 *
 * @param options - Options for core's `createGate`. Create one gate per API, because each gate counts requests
 * separately.
 *
 * @throws A {@link SendoConfigError} with code `config_option_invalid` for invalid `keys` or limits.
 *
 * @example
 * ```ts
 * app.use("/v1", sendoGate({ keys: ["sandbox_k3Yw9TbQx27LmPz0"] }), express.json(), routes);
 * app.use("/v1", sendoGateErrors({ onError: (error) => logger.error(error) }));
 * ```
 */
export function sendoGate(options: GateOptions): SendoGateMiddleware {
  const gate = createGate(options);
  const middleware: RequestHandler = (req, res, next) => {
    const verdict = gate.admit({ secure: req.secure, headers: req.headers });
    if (!verdict.admitted) {
      writeReply(res, verdict.reply);
      return;
    }
    res.set(verdict.headers);
    req.sendoAccount = verdict.account;
    next();
  };
  return Object.assign(middleware, { gate });
}

/**
 * Creates middleware that returns errors in Sendo's documented format, `{ "error": string }`. The status is 404 for a missing
 * route. For an error, it is the error's own status (such as a body parser's 400 or 413), or 500 if the error has no
 * status from 400 to 599. Mount the middleware last, at the gate's path.
 *
 * @param options - `onError` is called for every 5XX response.
 *
 * @example
 * ```ts
 * app.use("/v1", sendoGateErrors({ onError: (error) => logger.error(error) }));
 * ```
 */
export function sendoGateErrors({ onError }: SendoGateErrorOptions): [SendoNotFoundMiddleware, SendoErrorMiddleware] {
  const notFound: SendoNotFoundMiddleware = (_req, res) => writeReply(res, apiErrorOf({ statusCode: 404 }));
  const failed: SendoErrorMiddleware = (error, _req, res, next) => {
    if (res.headersSent) {
      next(error); // Express then ends the response itself
      return;
    }
    const reply = apiErrorOf(error);
    if (reply.httpStatus >= 500) onError(error);
    writeReply(res, reply);
  };
  return [notFound, failed];
}
