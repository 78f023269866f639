import { Sendo, type CloseOptions, type CloseReport, type SendoClient, type SendoOptions } from "@sendo/core";
import { resolveClient } from "@sendo/core/adapter";
import type { RequestHandler } from "express";
import { sendoAccounts, type SendoAccountsMiddleware, type SendoExpressAccounts } from "./accounts.js";
import type { SendoExpressOptions } from "./client-options.js";

declare global {
  // The namespace that Express itself leaves open for this; both major versions share it.
  // eslint-disable-next-line @typescript-eslint/no-namespace
  namespace Express {
    interface Request {
      /** The app's Sendo client. There on every request that passed `app.use(sendo())`. */
      sendo: SendoClient;
    }
  }
}

/** What {@link sendo} returns: the middleware, and the client that it hands out. */
export interface SendoMiddleware extends RequestHandler {
  /** The same client as `req.sendo`, for code that has no request: webhook handlers, jobs, scripts. */
  readonly client: SendoClient;
  /**
   * Closes the client once the sends in flight are answered. Express has no shutdown hook, so the app calls this after
   * `server.close()`. Does nothing, and returns `undefined`, for a client that was passed in.
   *
   * @param options - How long to wait for sends in flight; core's default when left out.
   */
  close(options?: CloseOptions): Promise<CloseReport | undefined>;
}

/**
 * Puts one of several Sendo clients on every request, as `req.sendo`: `resolve` names its account. Put what `resolve` looks at, such as the app's own
 * authentication, in front.
 *
 * @param options - `accounts` by name, and `resolve`.
 *
 * @throws A {@link SendoConfigError} at once: `config_setup_invalid` for no account, or for options beside these two; the other
 * `config_` codes as for one account.
 *
 * @example
 * ```ts
 * const texts = sendo({
 *   accounts: { eu: { apiKey: euKey }, us: { apiKey: usKey } },
 *   resolve: (req) => (req.hostname.endsWith(".eu") ? "eu" : "us"),
 * });
 * app.use(texts); // texts.clients.eu for code that has no request
 * ```
 */
export function sendo<Name extends string>(options: SendoExpressAccounts<Name>): SendoAccountsMiddleware<Name>;
/**
 * Puts one Sendo client on every request, as `req.sendo`. The client is made now, not at the first request, so a
 * missing key stops the app before it listens. Its place among body parsers does not matter. In a router that mounts
 * it again, the inner client is the one that its routes see, and a request which none of them answers takes it along; both keep
 * one rate limit when the key is the same.
 *
 * @param options - Those of `new Sendo(options)`; without any, the environment (`SENDO_API_KEY` and the others) is
 * read. Or `{ client }`, to bring your own.
 *
 * @throws A {@link SendoConfigError} `config_api_key_missing` when there is no key, and the other `config_` codes for
 * options that cannot be used.
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
  // `{ client: undefined }` is rejected by core like any unknown option: it must not fall back to the environment's key.
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
