import { Sendo, type CloseOptions, type CloseReport, type SendoClient, type SendoOptions } from "@sendo/core";
import { resolveClient, setupError } from "@sendo/core/adapter";
import type { NextFunction, Request, RequestHandler, Response } from "express";
import type { SendoExpressClient } from "./client-options.js";

/** Options for {@link sendo} with several accounts. */
export interface SendoExpressAccounts<Name extends string = string> {
  /**
   * The accounts by name. At least one is required. For each account, pass the options for `new Sendo(options)`, or
   * `{ client }` with your own client.
   */
  accounts: Readonly<Record<Name, (SendoOptions & { client?: never }) | SendoExpressClient>>;
  /**
   * Returns the name of a request's account, or a promise for the name. For example, look the name up in your database. If
   * `resolve` throws or rejects, the request fails. If it returns an unknown name, the request fails with
   * `config_setup_invalid`. There is no fallback, because a fallback could use the wrong account.
   */
  resolve: (req: Request) => NoInfer<Name> | Promise<NoInfer<Name>>;
}

/** Middleware that {@link sendo} creates for several accounts. It also provides the accounts' clients. */
export interface SendoAccountsMiddleware<Name extends string = string> extends RequestHandler {
  /** The clients by name, for code without access to `req`. */
  readonly clients: Readonly<Record<Name, SendoClient>>;
  /**
   * Closes all clients that the middleware created, and returns their reports by account name. See the single-account
   * version of `close`.
   */
  close(options?: CloseOptions): Promise<Partial<Record<Name, CloseReport>>>;
}

/** @internal Creates every client immediately, so that a missing key stops the app before it starts listening. */
export function sendoAccounts<Name extends string>(options: SendoExpressAccounts<Name>): SendoAccountsMiddleware<Name> {
  const { accounts, resolve, ...others } = options;
  const entries = Object.entries<SendoExpressAccounts["accounts"][string]>(accounts);
  if (entries.length === 0 || typeof resolve !== "function" || Object.keys(others).length > 0) {
    throw setupError(
      "For several Sendo accounts, call sendo({ accounts: { name: options }, resolve: (req) => name }), with at least one account and no other options.",
    );
  }
  const clients = new Map(
    entries.map(([name, given]) => [name, resolveClient(given) ?? new Sendo(given as SendoOptions)]),
  );
  const clientOf = async (req: Request): Promise<SendoClient> => {
    const client = clients.get(await resolve(req));
    if (client !== undefined) return client;
    // The name could come from the request, so the message omits it.
    throw setupError(
      `\`resolve\` did not return one of the Sendo account names (${[...clients.keys()].join(", ")}) for a request.`,
    );
  };
  const middleware = (req: Request, _res: Response, next: NextFunction): void => {
    // Express 4 ignores rejections from `async` middleware.
    clientOf(req).then((client) => {
      req.sendo = client;
      next();
    }, next);
  };
  const close = async (closeOptions?: CloseOptions): Promise<Partial<Record<Name, CloseReport>>> => {
    const own = entries.filter(([, given]) => given.client === undefined);
    const reports = own.map(async ([name]) => [name, await clients.get(name)!.close(closeOptions)] as const);
    return Object.fromEntries(await Promise.all(reports)) as Partial<Record<Name, CloseReport>>;
  };
  return Object.assign(middleware, { clients: Object.fromEntries(clients) as Record<Name, SendoClient>, close });
}
