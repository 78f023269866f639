import { checkHealthOptions, healthReply, writeReply, type HealthOptions } from "@sendo/core/adapter";
import type { NextFunction, Request, Response } from "express";
import { getSendo } from "./get-sendo.js";

/** What {@link sendoHealth} returns: a route of Express. */
export interface SendoHealthRoute {
  /** Replies 200 or 503. Resolves when the reply is written. */
  (req: Request, res: Response, next: NextFunction): Promise<void>;
}

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
 * app.use(sendo());
 * app.get("/health", sendoHealth());
 * ```
 */
export function sendoHealth(options: HealthOptions = {}): SendoHealthRoute {
  checkHealthOptions(options);
  return async (req, res, next) => {
    try {
      writeReply(res, await healthReply(getSendo(req), options));
    } catch (error) {
      next(error);
    }
  };
}
