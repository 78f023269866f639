import { setupError } from "@sendo/core/adapter";
import type { ResolvedOutboxOptions } from "./outbox-options.js";

interface Holder {
  readonly digest: string;
  outboxes: number;
}

interface Names {
  readonly holders: Map<string, Holder>;
  readonly numbers: WeakMap<object, number>;
  last: number;
}

// This symbol is global, because the ESM and CommonJS copies of this package can both create outboxes.
const NAMES = Symbol.for("sendo.outbox-names.v1");

/**
 * Reserves an outbox's queue name for its account. Two outboxes for the same account can share a name. This check does not cover
 * outboxes in other processes. It also cannot detect that two addresses belong to the same server. Workers therefore check each job's account.
 *
 * @returns A function that releases the name.
 * @throws A {@link SendoConfigError} with code `config_setup_invalid` when another account's open outbox already uses
 * this name.
 */
export function reserveName(
  options: Pick<ResolvedOutboxOptions, "account" | "connection" | "name" | "prefix">,
): () => void {
  const { account, connection, name, prefix } = options;
  const names = ((globalThis as { [NAMES]?: Names })[NAMES] ??= {
    holders: new Map(),
    numbers: new WeakMap(),
    last: 0,
  });
  const key = JSON.stringify([addressOf(connection, names), prefix, name]);
  const holder = names.holders.get(key) ?? { digest: account.digest, outboxes: 0 };
  if (holder.digest !== account.digest) {
    throw setupError(
      `Two outboxes for different Sendo accounts are both named "${name}", so one account would send the other's messages. Give one of ` +
        "them a different `name`, or close the first one before you create the second.",
    );
  }
  holder.outboxes += 1;
  names.holders.set(key, holder);
  let isHeld = true;
  return () => {
    if (isHeld && (holder.outboxes -= 1) === 0) names.holders.delete(key);
    isHeld = false;
  };
}

/** Returns a connection's address from its options, or a number that identifies the client if its options contain no address. */
function addressOf(connection: unknown, names: Names): string {
  if (typeof connection === "string") return addressOfUrl(connection);
  const { options } = connection as { readonly options?: unknown };
  const isClient = typeof options === "object" && options !== null;
  const given = (isClient ? options : connection) as Record<string, unknown>;
  const url = given.url ?? given.connectionString;
  if (typeof url === "string") return addressOfUrl(url);
  const { host, port, path, db, database, sentinels, name } = given;
  if (Array.isArray(sentinels)) return JSON.stringify([sentinels, name, db ?? 0]);
  if (typeof path === "string") return JSON.stringify([path, db ?? 0]);
  if (!isClient || typeof host === "string") return address(host, port, db ?? database);
  const client = connection as object;
  let number = names.numbers.get(client);
  if (number === undefined) names.numbers.set(client, (number = names.last += 1));
  return `connection ${number}`;
}

function addressOfUrl(url: string): string {
  if (!URL.canParse(url)) return url;
  // The user and password are omitted, because they do not change the address.
  const { hostname, port, pathname, protocol } = new URL(url);
  return address(
    hostname,
    port || (protocol.startsWith("redis") ? "" : 5432),
    /^\/\d+$/.test(pathname) ? Number(pathname.slice(1)) : pathname.slice(1),
  );
}

function address(host: unknown, port: unknown, database: unknown): string {
  const name = host === undefined || host === "" || host === "localhost" ? "127.0.0.1" : host;
  return JSON.stringify([name, Number(port || 6379), database || 0]);
}
