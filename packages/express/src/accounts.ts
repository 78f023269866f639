import { Sendo, type CloseOptions, type CloseReport, type SendoClient, type SendoOptions } from "@sendo/core";
import { resolveClient, setupError } from "@sendo/core/adapter";
import type { NextFunction, Request, RequestHandler, Response } from "express";
import type { SendoExpressClient } from "./client-options.js";

/** Several accounts for {@link sendo}, instead of the options of one. */
export interface SendoExpressAccounts<Name extends string = string> {
  /** By name: the options of `new Sendo(options)`, or `{ client }` of your own. At least one. */
  accounts: Readonly<Record<Name, (SendoOptions & { client?: never }) | SendoExpressClient>>;
  /**
   * Names the account of a request, or a promise of the name, such as from your database. If it throws, rejects, or returns anything but
   * a name of `accounts` (`config_setup_invalid`), the request fails: there is no account to fall back to, because it could be the wrong one.
   */
  resolve: (req: Request) => NoInfer<Name> | Promise<NoInfer<Name>>;
}

/** What {@link sendo} returns for several accounts: the middleware, and the clients that it hands out. */
export interface SendoAccountsMiddleware<Name extends string = string> extends RequestHandler {
  /** The clients by name, for code that has no request. */
  readonly clients: Readonly<Record<Name, SendoClient>>;
  /** Closes those clients that were not passed in, and reports by name; see the `close` of one account. */
  close(options?: CloseOptions): Promise<Partial<Record<Name, CloseReport>>>;
}

/** @internal Opens every account now, so that a missing key stops the app before it listens. */
export function sendoAccounts<Name extends string>(options: SendoExpressAccounts<Name>): SendoAccountsMiddleware<Name> {
  const { accounts, resolve, ...others } = options;
  const entries = Object.entries<SendoExpressAccounts["accounts"][string]>(accounts);
  if (entries.length === 0 || typeof resolve !== "function" || Object.keys(others).length > 0) {
    throw setupError(
      "Several Sendo accounts are sendo({ accounts: { name: options }, resolve: (req) => name }), with one account at least and nothing else.",
    );
  }
  const clients = new Map(
    entries.map(([name, given]) => [name, resolveClient(given) ?? new Sendo(given as SendoOptions)]),
  );
  const clientOf = async (req: Request): Promise<SendoClient> => {
    const client = clients.get(await resolve(req));
    if (client !== undefined) return client;
    // Without the name, which may come from the request.
    throw setupError(`\`resolve\` named none of the Sendo accounts (${[...clients.keys()].join(", ")}) for a request.`);
  };
  const middleware = (req: Request, _res: Response, next: NextFunction): void => {
    // Express 4 does not see what an `async` middleware throws.
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
