import { Sendo, type CloseOptions, type CloseReport, type SendoClient, type SendoOptions } from "@sendo/core";
import { resolveClient } from "@sendo/core/adapter";
import type { RequestHandler } from "express";
import { sendoAccounts, type SendoAccountsMiddleware, type SendoExpressAccounts } from "./accounts.js";
import type { SendoExpressOptions } from "./client-options.js";

declare global {
  // Express provides this namespace for extensions. Express 4 and Express 5 both use it.
  // eslint-disable-next-line @typescript-eslint/no-namespace
  namespace Express {
    interface Request {
      /** The app's Sendo client. It is set on every request that has passed through `app.use(sendo())`. */
      sendo: SendoClient;
    }
  }
}

/** Middleware that {@link sendo} creates, with the client that it uses. */
export interface SendoMiddleware extends RequestHandler {
  /** The same client as `req.sendo`, for code without access to `req`, such as webhook handlers, jobs and scripts. */
  readonly client: SendoClient;
  /**
   * Closes the client after all sends in flight have completed. Express has no shutdown hook, so call this method after
   * `server.close()`. If you passed your own client, it does nothing and returns `undefined`.
   *
   * @param options - How long to wait for sends in flight. Core's default applies.
   */
  close(options?: CloseOptions): Promise<CloseReport | undefined>;
}

/**
 * Creates a middleware that sets `req.sendo` to the client for one of several accounts. `resolve` returns the account's name.
 * Mount the middleware after everything that `resolve` uses, such as the app's authentication.
 *
 * @param options - The `accounts`, keyed by name, and the `resolve` function.
 *
 * @throws A {@link SendoConfigError} with code `config_setup_invalid` if `accounts` is empty or other options are passed. Each
 * account's own `config_` errors are also thrown.
 *
 * @example
 * ```ts
 * const accounts = sendo({
 *   accounts: { eu: { apiKey: euKey }, us: { apiKey: usKey } },
 *   resolve: (req) => (req.hostname.endsWith(".eu") ? "eu" : "us"),
 * });
 * app.use(accounts); // accounts.clients.eu for code without access to `req`
 * ```
 */
export function sendo<Name extends string>(options: SendoExpressAccounts<Name>): SendoAccountsMiddleware<Name>;
/**
 * Creates a middleware that sets `req.sendo` to one Sendo client. The client is created immediately, so a missing key
 * stops the app before it starts listening. The order relative to body parsers does not matter. A router can mount
 * this middleware again with another client. A request that enters the router uses that client from then on,
 * even after it leaves the router.
 * Clients with the same key share one rate limit.
 *
 * @param options - Options for `new Sendo(options)`, or `{ client }` with your own client. By default, environment variables such
 * as `SENDO_API_KEY` are used.
 *
 * @throws A {@link SendoConfigError} with code `config_api_key_missing` if there is no key, and other `config_` errors for invalid
 * options.
 *
 * @example
 * ```ts
 * import express from "express";
 * import { sendo } from "@sendo/express";
 *
 * const app = express();
 * app.use(express.json(), sendo());
 * app.post("/ready", async (req, res) => {
 *   const { id } = await req.sendo.messages.send({ to: req.body.phone, body: "Your table is ready" });
 *   res.json({ id });
 * });
 * ```
 */
export function sendo(options?: SendoExpressOptions): SendoMiddleware;
export function sendo(
  options: SendoExpressOptions | SendoExpressAccounts = {},
): SendoMiddleware | SendoAccountsMiddleware {
  if ("accounts" in options) return sendoAccounts(options);
  const given = resolveClient(options);
  // Core rejects `{ client: undefined }` as an unknown option. It does not silently use the API key from the
  // environment variables instead.
  const client: SendoClient = given ?? new Sendo(options as SendoOptions);
  const middleware: RequestHandler = (req, _res, next) => {
    req.sendo = client;
    next();
  };
  return Object.assign(middleware, {
    client,
    close: async (closeOptions?: CloseOptions) => (given === undefined ? client.close(closeOptions) : undefined),
  });
}
