import { checkHealthOptions, healthReply, writeReply, type HealthOptions } from "@sendo/core/adapter";
import type { NextFunction, Request, Response } from "express";
import { getSendo } from "./get-sendo.js";

/** Route handler created by {@link sendoHealth}. */
export interface SendoHealthRoute {
  /** Responds with 200 or 503. Resolves once the response has been written. */
  (req: Request, res: Response, next: NextFunction): Promise<void>;
}

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
