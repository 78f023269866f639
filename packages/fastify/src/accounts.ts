import type { SendoClient } from "@sendo/core";
import { setupError } from "@sendo/core/adapter";
import type { FastifyInstance } from "fastify";

/**
 * The namespaces of your app, for the compiler. Empty until you name them:
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

/** What `app.sendo` is: the default client, with a client beside its members for each namespace. */
export type SendoAccounts = SendoClient & SendoNamespaces;

// On the instance, and registered: a scope sees what its parents have, whichever copy of this package put it there.
const ACCOUNTS = Symbol.for("sendo.fastify.accounts");
const DEFAULT = "";

type Clients = Record<string, SendoClient>;

/**
 * Makes a client visible in this scope and below it. A name of a scope above is shadowed, as with any decorator.
 *
 * @throws A {@link SendoConfigError} `config_setup_invalid`: the name is taken in this scope, or cannot be a name.
 */
export function addAccount(app: FastifyInstance, namespace: string | undefined, client: SendoClient): void {
  if (namespace !== undefined) checkNamespace(namespace, client);
  const scope = app as FastifyInstance & { [ACCOUNTS]?: Clients };
  const isFirst = !Object.hasOwn(scope, ACCOUNTS);
  const clients = isFirst ? (Object.create(scope[ACCOUNTS] ?? null) as Clients) : scope[ACCOUNTS]!;
  if (Object.hasOwn(clients, namespace ?? DEFAULT)) throw setupError(takenMessage(namespace));
  clients[namespace ?? DEFAULT] = client;
  const accounts = toAccounts(clients);
  // Fastify rejects a second decorator of one name, and would be right if it were somebody else's.
  if (isFirst) app.decorate(ACCOUNTS, clients).decorate("sendo", accounts);
  else app.sendo = accounts;
}

/** The address of the default client's API, where this scope has such a client. */
export function apiOf(app: FastifyInstance): string | undefined {
  const clients = (app as FastifyInstance & { [ACCOUNTS]?: Clients })[ACCOUNTS];
  // A client that a test made by hand may have no account.
  const host = (clients?.[DEFAULT] as Partial<SendoClient> | undefined)?.account?.host;
  return host === undefined ? undefined : `https://${host}`;
}

function checkNamespace(namespace: unknown, client: SendoClient): asserts namespace is string {
  if (typeof namespace !== "string" || namespace === DEFAULT) {
    throw setupError("The option `namespace` must be a string. Leave it out for the default client, app.sendo.");
  }
  if (namespace in client) {
    throw setupError(
      `The namespace "${namespace}" is a member of the client itself, so app.sendo.${namespace} would hide it. ` +
        "Choose another `namespace`.",
    );
  }
}

function takenMessage(namespace: string | undefined): string {
  return namespace === undefined
    ? "@sendo/fastify is registered twice in one scope without a namespace. Register it once, or give one of them a `namespace`."
    : `@sendo/fastify is registered twice in one scope with the namespace "${namespace}". Register it once, or give one of ` +
        "them another `namespace`.";
}

/** The default client itself where there is no namespace; else a view of it that has the namespaces as well. */
function toAccounts(clients: Clients): SendoAccounts {
  const named: Record<string, SendoClient> = {};
  for (const name in clients) if (name !== DEFAULT) named[name] = clients[name]!; // those of the scopes above, too
  const names = Object.keys(named);
  const fallback = clients[DEFAULT];
  // The client itself is the prototype: each look at a member finds the same one, and a spy on it hears its calls.
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
  return `This scope has no default Sendo client, only ${present}. Use one of them, or register @sendo/fastify without a \`namespace\` as well.`;
}
