import { isDeepStrictEqual } from "node:util";
import { Inject, Injectable } from "@nestjs/common";
import { ModulesContainer } from "@nestjs/core";
import { Sendo, type SendoClient, type SendoOptions } from "@sendo/core";
import { resolveClient, setupError } from "@sendo/core/adapter";
import { ClientsByOptions, MOST_CLIENTS } from "./clients-by-options.js";
import { nestLogger } from "./nest-logger.js";
import type { SendoLateOptions } from "./sendo.module-definition.js";
import {
  registeredIn,
  registrationsOf,
  scopeSourceOf,
  type Registered,
  type Registration,
} from "./sendo.registration.js";
import { SendoShutdown } from "./sendo-shutdown.module.js";

interface Account {
  readonly registered: Registered | undefined;
  /** Provider that makes the options depend on the request, or `undefined` if they do not. */
  readonly scopedBy: string | undefined;
  readonly clients: ClientsByOptions;
  /** The client for an account whose options do not depend on the request. */
  client?: Sendo;
}

/**
 * Creates the app's clients and closes them. Each account has one client. If the account's options depend on the request, there
 * is one client for each distinct set of options.
 */
@Injectable()
export class SendoClients {
  readonly #accounts = new Map<string, Account>();
  #isClosed = false;

  // Every client factory injects this class, so conflicts are found before the first client is created.
  constructor(
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
    @Inject(SendoShutdown) shutdown: SendoShutdown,
  ) {
    refuseConflicts(modules);
    shutdown.add("clients", () => this.close());
  }

  open(name: string, late: SendoLateOptions | undefined): SendoClient {
    const account = this.#accountOf(name);
    const { registered, scopedBy } = account;
    // The default account's options are an optional dependency, and Nest 10 ignores errors from optional
    // dependencies. Without this check, a tenant whose options could not be resolved would use the key from the
    // environment variables.
    if (late === undefined && registered !== undefined) {
      throw setupError(
        `SendoModule.${registered.registration.call} has no options: its factory or one of its dependencies failed.`,
      );
    }
    if (scopedBy !== undefined) refuseUnsafe(late!, registered!.registration, scopedBy);
    const { webhooks: _, ...rest } = late ?? {};
    const given = resolveClient(rest);
    if (given !== undefined) return given;
    const options = rest as SendoOptions;
    return scopedBy === undefined ? (account.client ??= this.#create(options)) : account.clients.get(options);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const opened = [...this.#accounts.values()].flatMap(({ client, clients }) => [
      ...(client ? [client] : []),
      ...clients.all(),
    ]);
    await Promise.all(opened.map((client) => client.close()));
  }

  #accountOf(name: string): Account {
    const known = this.#accounts.get(name);
    if (known !== undefined) return known;
    const registered = registeredIn(this.modules).find(({ registration }) => registration.name === name);
    const account: Account = {
      registered,
      scopedBy: registered && scopeSourceOf(registered.options),
      clients: new ClientsByOptions(this.#create, () => {
        nestLogger().warn(
          { account: name, clients: MOST_CLIENTS },
          "SendoModule.forRootAsync has created many clients and is evicting the least recently used ones. Return the same " +
            "functions and objects for the same account, because a new client is created for each new function or object.",
        );
      }),
    };
    this.#accounts.set(name, account);
    return account;
  }

  readonly #create = (options: SendoOptions): Sendo => {
    const client = new Sendo({ ...options, logger: options.logger ?? nestLogger() });
    // The app is closing, so nothing would close the client later.
    if (this.#isClosed) void client.close();
    return client;
  };
}

/**
 * Rejects per-request options that could make a request use the wrong account or bypass the account's rate limit.
 *
 * @throws A {@link SendoConfigError} with code `config_setup_invalid`.
 */
function refuseUnsafe(late: SendoLateOptions, { call, webhooks: known }: Registration, scopedBy: string): void {
  const factory = `The factory passed to SendoModule.${call}`;
  const { webhooks, ...rest } = late;
  const options = rest as SendoOptions & { client?: SendoClient };
  if (webhooks !== undefined && webhooks !== known) {
    throw setupError(
      `${factory} depends on the request (through ${scopedBy}), so its \`webhooks\` have no effect. One receiver ` +
        "handles all webhook deliveries. Set `tokens` and the other webhook options next to the webhook's `path`.",
    );
  }
  for (const name of ["apiKey", "client"] as const) {
    if (!Object.hasOwn(options, name) || options[name] !== undefined) continue;
    throw setupError(
      `${factory} returned \`${name}: undefined\` for a request. The request would use the API key from the environment. Throw an ` +
        "error if the tenant is unknown. If every request uses SENDO_API_KEY, omit `apiKey` and `client`.",
    );
  }
  if (typeof options.apiKey === "function" && options.rateLimit?.account === undefined) {
    throw setupError(
      `${factory} depends on the request (through ${scopedBy}) and returned a function as \`apiKey\`. Set the account in ` +
        "`rateLimit.account`, so that all clients of that account share one rate limit.",
    );
  }
}

function refuseConflicts(modules: ModulesContainer): void {
  const byName = new Map<string, Registration>();
  for (const registration of registrationsOf(modules)) {
    const other = byName.get(registration.name) ?? registration;
    byName.set(registration.name, other);
    const isSame = other === registration || (other.options && isDeepStrictEqual(other.options, registration.options));
    if (!isSame) {
      throw setupError(
        `Two different Sendo accounts are named "${registration.name}": ${describe(other, modules)}, and ` +
          `${describe(registration, modules)}. Keep one and import the bare SendoModule elsewhere, or give one of them a different \`name\`.`,
      );
    }
  }
}

function describe({ call, module }: Registration, modules: ModulesContainer): string {
  const importers = [...modules.values()].filter(({ metatype }) =>
    (Reflect.getMetadata("imports", metatype) as unknown[] | undefined)?.includes(module),
  );
  const where = importers.map(({ metatype }) => metatype.name).join(" and ") || "a dynamic module";
  return `SendoModule.${call} in ${where}`;
}
