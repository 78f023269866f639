import type { SendoClient } from "@sendo/core";
import { setupError } from "@sendo/core/adapter";
import type { FastifyInstance } from "fastify";

/**
 * Types of your app's namespaces. Extend this interface with each namespace:
 *
 * @example
 * ```ts
 * declare module "@sendo/fastify" {
 *   interface SendoNamespaces {
 *     eu: SendoClient;
 *   }
 * }
 * ```
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- the app fills it
export interface SendoNamespaces {}

/** Type of `app.sendo`: the default client, plus one client per namespace. */
export type SendoAccounts = SendoClient & SendoNamespaces;

// This symbol is in the global symbol registry. The accounts are stored on the Fastify instance under this symbol. A scope
// therefore sees its parents' accounts, even if another copy of this package added them.
const ACCOUNTS = Symbol.for("sendo.fastify.accounts");
const DEFAULT = "";

type Clients = Record<string, SendoClient>;

/**
 * Adds a client to this scope and its child scopes. A client with the same name in a parent scope is shadowed, as with
 * any decorator.
 *
 * @throws A {@link SendoConfigError} with code `config_setup_invalid` if the name is invalid or already taken in this
 * scope.
 */
export function addAccount(app: FastifyInstance, namespace: string | undefined, client: SendoClient): void {
  if (namespace !== undefined) checkNamespace(namespace, client);
  const scope = app as FastifyInstance & { [ACCOUNTS]?: Clients };
  const isFirst = !Object.hasOwn(scope, ACCOUNTS);
  const clients = isFirst ? (Object.create(scope[ACCOUNTS] ?? null) as Clients) : scope[ACCOUNTS]!;
  if (Object.hasOwn(clients, namespace ?? DEFAULT)) throw setupError(takenMessage(namespace));
  clients[namespace ?? DEFAULT] = client;
  const accounts = toAccounts(clients);
  // Fastify rejects a second decorator with the same name.
  if (isFirst) app.decorate(ACCOUNTS, clients).decorate("sendo", accounts);
  else app.sendo = accounts;
}

/** Returns the default client's API URL, if this scope has a default client. */
export function apiOf(app: FastifyInstance): string | undefined {
  const clients = (app as FastifyInstance & { [ACCOUNTS]?: Clients })[ACCOUNTS];
  // A mock client might not have an account.
  const host = (clients?.[DEFAULT] as Partial<SendoClient> | undefined)?.account?.host;
  return host === undefined ? undefined : `https://${host}`;
}

function checkNamespace(namespace: unknown, client: SendoClient): asserts namespace is string {
  if (typeof namespace !== "string" || namespace === DEFAULT) {
    throw setupError("The `namespace` option must be a non-empty string. Omit it for the default client, app.sendo.");
  }
  if (namespace in client) {
    throw setupError(
      `The client already has a member named "${namespace}", which app.sendo.${namespace} would hide. ` +
        "Choose another `namespace`.",
    );
  }
}

function takenMessage(namespace: string | undefined): string {
  return namespace === undefined
    ? "@sendo/fastify is registered twice in the same scope without a namespace. Register it only once, or give one registration a `namespace`."
    : `@sendo/fastify is registered twice in the same scope with the namespace "${namespace}". Register it only once, or ` +
        "give one registration a different `namespace`.";
}

/**
 * Returns the default client if there are no namespaces. Otherwise, returns a view of the default client that also has
 * the namespaces.
 */
function toAccounts(clients: Clients): SendoAccounts {
  const named: Record<string, SendoClient> = {};
  for (const name in clients) if (name !== DEFAULT) named[name] = clients[name]!; // including clients from parent scopes
  const names = Object.keys(named);
  const fallback = clients[DEFAULT];
  // The client is the view's prototype, so both have the same members. Spies on the client therefore see calls that are
  // made through the view.
  if (fallback !== undefined)
    return (names.length === 0 ? fallback : Object.assign(Object.create(fallback) as object, named)) as SendoAccounts;
  return new Proxy({} as SendoAccounts, {
    has: (target, name) => name in target || name in named,
    get(target, name) {
      if (typeof name === "string" && Object.hasOwn(named, name)) return named[name];
      if (!(name in target) && name in clients[names[0]!]!) throw setupError(noDefaultMessage(names));
      return Reflect.get(target, name) as unknown;
    },
  });
}

function noDefaultMessage(names: readonly string[]): string {
  const present = names.map((name) => `app.sendo.${name}`).join(", ");
  return `This scope has no default Sendo client, only ${present}. Use one of them, or also register @sendo/fastify without a \`namespace\`.`;
}
