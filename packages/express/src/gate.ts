import { apiErrorOf, createGate, type Gate, type GateOptions } from "@sendo/core/gate";
import { writeReply } from "@sendo/core/adapter";
import type { Request, RequestHandler, Response } from "express";
import type { SendoErrorMiddleware } from "./error-handler.js";

declare global {
  // The namespace that Express itself leaves open for this; both major versions share it.
  // eslint-disable-next-line @typescript-eslint/no-namespace
  namespace Express {
    interface Request {
      /** Whose key it was, by its account's name. There on every request that {@link sendoGate} has let through. */
      sendoAccount?: string | undefined;
    }
  }
}

/** What {@link sendoGate} returns: the middleware, and the gate behind it. */
export interface SendoGateMiddleware extends RequestHandler {
  /** Core's gate, such as for `gate.usage(account)`. */
  readonly gate: Gate;
}

/** The first of what {@link sendoGateErrors} returns: answers for routes that do not exist. */
export interface SendoNotFoundMiddleware {
  /** Responds with 404. */
  (req: Request, res: Response): void;
}

/** What {@link sendoGateErrors} takes. */
export interface SendoGateErrorOptions {
  /** Told of every error that is answered with 5XX: the answer says nothing about it, and Express no longer prints it. */
  onError: (error: unknown) => void;
}

/**
 * The door of a Sendo-compatible API of your own: HTTPS only, Bearer keys, a number of requests a second, the three
 * `X-RateLimit` headers on every response that comes after it. What it rejects goes no further. Mount it in front of body
 * parsers, so that nobody's body is read before the key is known, and {@link sendoGateErrors} behind the routes.
 *
 * Behind a proxy that ends TLS, whether a request came over HTTPS is what Express' own setting `trust proxy` says.
 *
 * @param options - Those of core's `createGate`; make one gate for an API, since it counts.
 *
 * @throws A {@link SendoConfigError} `config_option_invalid`, at once, for `keys` or a limit that cannot be used.
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
 * Answers what no route has answered, in the form that Sendo documents: `{ "error": string }`, with 404 where there was no
 * route, the error's own status (such as a body parser's 400 or 413), or 500. Mount it last, at the path of the gate.
 *
 * @param options - `onError`, which is told of what is answered with 5XX.
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
      next(error); // Express' own way to end what was begun
      return;
    }
    const reply = apiErrorOf(error);
    if (reply.httpStatus >= 500) onError(error);
    writeReply(res, reply);
  };
  return [notFound, failed];
}
