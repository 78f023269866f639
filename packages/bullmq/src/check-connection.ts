import { invalidOption } from "@sendo/core/adapter";

/** While its queue is empty, a worker can wait up to 10 seconds for Redis to respond. */
const SHORTEST_SOCKET_TIMEOUT_MS = 15_000;

/** ioredis options that an outbox cannot use. BullMQ itself accepts most of these options. */
const UNUSABLE: Readonly<Record<string, { readonly is: (value: unknown) => boolean; readonly why: string }>> = {
  keyPrefix: {
    is: Boolean,
    why: "With this option, BullMQ's scripts cannot find their keys. Use the `prefix` option of createOutbox instead.",
  },
  commandTimeout: {
    is: isSet,
    why:
      "To wait for its next message, a worker uses a command that blocks for several seconds. This timeout would interrupt that command. " +
      "Give the outbox its own connection. To limit the duration of the outbox's store calls, set `storeTimeoutMs`.",
  },
  socketTimeout: {
    is: (value) => isSet(value) && Number(value) < SHORTEST_SOCKET_TIMEOUT_MS,
    why: `A worker waits up to 10 seconds for its next message. Set at least ${SHORTEST_SOCKET_TIMEOUT_MS} ms, or omit the option.`,
  },
  stringNumbers: {
    is: Boolean,
    why: "BullMQ calculates with the numbers that Redis returns, but this option turns them into strings. Give the outbox its own connection.",
  },
  scaleReads: {
    is: (value) => isSet(value) && value !== "master",
    why: "A replica might not yet contain a message that was just stored. Omit this option.",
  },
};

/**
 * Rejects a Redis connection whose options would make an outbox fail silently.
 *
 * @param connection - The `connection` option: ioredis options or a client.
 * @throws A {@link SendoConfigError} with code `config_option_invalid`. Its message names the connection option.
 */
export function checkConnection(connection: object): void {
  for (const options of optionSets(connection)) {
    for (const [name, { is, why }] of Object.entries(UNUSABLE)) {
      if (is(options[name]))
        throw invalidOption(`The \`connection\` option of createOutbox must not have \`${name}\`. ${why}`);
    }
  }
}

/**
 * Rejects a client that stops retrying commands while Redis is unavailable. Connection options need no check, because the outbox adds
 * `maxRetriesPerRequest: null` before it passes them to BullMQ.
 *
 * @throws A {@link SendoConfigError} with code `config_option_invalid`.
 */
export function checkWorkerConnection(connection: object): void {
  if (!isClient(connection)) return;
  const retries = optionSets(connection).map(({ maxRetriesPerRequest }) => maxRetriesPerRequest);
  if (!retries.some(Boolean)) return;
  throw invalidOption(
    "The `connection` option of createOutbox is a client that stops retrying commands while Redis is unavailable, so the outbox cannot use it. " +
      "Create the client with `maxRetriesPerRequest: null`.",
  );
}

/** Returns every set of options: those passed directly, those for each cluster node, and the URL's query parameters. */
function optionSets(connection: object): Record<string, unknown>[] {
  const given = (isClient(connection) ? connection.options : connection) as Record<string, unknown>;
  const { redisOptions, url } = given;
  const query = typeof url === "string" && URL.canParse(url) ? Object.fromEntries(new URL(url).searchParams) : {};
  return [given, (redisOptions ?? {}) as Record<string, unknown>, query];
}

/** Returns whether the connection is an ioredis client or another client whose options have the same names. */
export function isClient(connection: object): connection is { readonly options: object } {
  const { options } = connection as { readonly options?: unknown };
  return typeof options === "object" && options !== null;
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}
