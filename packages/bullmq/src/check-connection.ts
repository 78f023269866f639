import { invalidOption } from "@sendo/core/adapter";

/** A worker waits up to 10 seconds for a response from Redis when there is no message. */
const SHORTEST_SOCKET_TIMEOUT_MS = 15_000;

/** Options of ioredis that break an outbox, although BullMQ accepts most of them. */
const UNUSABLE: Readonly<Record<string, { readonly is: (value: unknown) => boolean; readonly why: string }>> = {
  keyPrefix: {
    is: Boolean,
    why: "BullMQ's scripts would not find their keys. Use the `prefix` option of createOutbox.",
  },
  commandTimeout: {
    is: isSet,
    why:
      "A worker waits for its next message with a command that takes seconds, and this timeout ends that command. " +
      "Give the outbox a connection of its own; `storeTimeoutMs` bounds its calls.",
  },
  socketTimeout: {
    is: (value) => isSet(value) && Number(value) < SHORTEST_SOCKET_TIMEOUT_MS,
    why: `A worker waits up to 10 seconds for its next message. Set at least ${SHORTEST_SOCKET_TIMEOUT_MS}, or leave the option out.`,
  },
  stringNumbers: { is: Boolean, why: "BullMQ calculates with the numbers. Give the outbox its own connection." },
  scaleReads: {
    is: (value) => isSet(value) && value !== "master",
    why: "A replica may not yet have a message that was just stored. Leave this option out.",
  },
};

/**
 * Rejects a connection to Redis that would make an outbox fail silently.
 *
 * @param connection - The option `connection`: options of ioredis, or a client.
 * @throws A {@link SendoConfigError} `config_option_invalid`, which names the option of the connection.
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
 * Rejects a client that gives up on a command while Redis is unavailable. Options of a connection need no check: BullMQ gets them with
 * `maxRetriesPerRequest: null`.
 *
 * @throws A {@link SendoConfigError} `config_option_invalid`.
 */
export function checkWorkerConnection(connection: object): void {
  if (!isClient(connection)) return;
  const retries = optionSets(connection).map(({ maxRetriesPerRequest }) => maxRetriesPerRequest);
  if (!retries.some(Boolean)) return;
  throw invalidOption(
    "The `connection` option of createOutbox is a client that gives up on commands, so its outbox cannot work. " +
      "Create the client with `maxRetriesPerRequest: null`.",
  );
}

/** Returns all sources of options: the options themselves, those of a cluster's nodes, and the query of the URL. */
function optionSets(connection: object): Record<string, unknown>[] {
  const given = (isClient(connection) ? connection.options : connection) as Record<string, unknown>;
  const { redisOptions, url } = given;
  const query = typeof url === "string" && URL.canParse(url) ? Object.fromEntries(new URL(url).searchParams) : {};
  return [given, (redisOptions ?? {}) as Record<string, unknown>, query];
}

/** Returns whether it is an ioredis client, or a client with the same option names. */
export function isClient(connection: object): connection is { readonly options: object } {
  const { options } = connection as { readonly options?: unknown };
  return typeof options === "object" && options !== null;
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}
