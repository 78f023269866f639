import { checkWholeNumber, createStepBound, invalidOption, type StepBound } from "@sendo/core/adapter";
import { createHash } from "node:crypto";

/**
 * The part of an [ioredis](https://www.npmjs.com/package/ioredis) client that the stores use. The client is created
 * with `new Redis()` or `new Cluster()`.
 */
export interface IoRedisClient {
  /** Runs a script by its digest. The script must already be loaded on the server. */
  evalsha(sha: string, keyCount: number, ...keysAndArguments: string[]): Promise<unknown>;
  /** Sends a script's source and runs it, for a server that has not loaded the script. */
  eval(script: string, keyCount: number, ...keysAndArguments: string[]): Promise<unknown>;
}

/**
 * The part of a node-redis client that the stores use. [redis](https://www.npmjs.com/package/redis) creates such
 * clients with `createClient()` and `createCluster()`.
 */
export interface NodeRedisClient {
  /** Runs a script by its digest. The script must already be loaded on the server. */
  evalSha(sha: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
  /** Sends a script's source and runs it, for a server that has not loaded the script. */
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
}

/** The app's own client. The stores never close it. */
export type RedisClient = IoRedisClient | NodeRedisClient;

/** A Lua script, which Redis runs as one atomic step. */
export interface RedisScript {
  readonly source: string;
  readonly sha: string;
}

/** @param body - The script. The variable `now` contains the Redis server's time in whole milliseconds. */
export function redisScript(body: string): RedisScript {
  const whole = `local time = redis.call('TIME')\nlocal now = time[1] * 1000 + math.floor(time[2] / 1000)\n${body}`;
  return { source: whole, sha: createHash("sha1").update(whole).digest("hex") };
}

/** Runs scripts on an ioredis or node-redis client. */
export type ScriptRunner = (
  script: RedisScript,
  keys: string[],
  args: readonly (string | number)[],
) => Promise<unknown>;

/**
 * Creates a {@link ScriptRunner}. If the server does not have a script, the script is sent to it and run with the
 * additional argument `new`.
 *
 * @throws A {@link SendoConfigError} with code `config_option_invalid` when the client is neither an ioredis nor a node-redis client.
 */
export function scriptRunner(client: RedisClient): ScriptRunner {
  const run = commands(client);
  const bounded = boundOf(client);
  return async (script, keys, args) => {
    const strings = args.map(String);
    try {
      return await bounded(() =>
        // A restarted server, or a replica that took over, does not have the script.
        run.bySha(script.sha, keys, strings).catch((error: unknown) => {
          if (codeOf(error) !== "NOSCRIPT") throw error;
          return run.bySource(script.source, keys, [...strings, "new"]);
        }),
      );
    } catch (error) {
      throw withCode(error);
    }
  };
}

/** The members that show whether a client is connected and whether it has an `error` listener. */
interface ClientState {
  /** Set by ioredis. */
  readonly status?: string;
  /** Set by node-redis. */
  readonly isReady?: boolean;
  listenerCount?(event: "error"): number;
}

// All stores that use the same client share its command queue.
const bounds = new WeakMap<RedisClient, StepBound>();

function boundOf(client: RedisClient): StepBound {
  let bound = bounds.get(client);
  if (bound === undefined) {
    const state = client as ClientState;
    const first = createStepBound(() => (state.status ?? "ready") === "ready" && state.isReady !== false);
    let isChecked = false;
    bound = (step) => {
      // The check is delayed until the first step, so that an app can still add its listener after it creates the stores.
      if (!isChecked) warnIfUnheard(state);
      isChecked = true;
      return first(step);
    };
    bounds.set(client, bound);
  }
  return bound;
}

function warnIfUnheard(client: ClientState): void {
  if (client.listenerCount?.("error") !== 0) return;
  process.emitWarning(
    'The Redis client of a Sendo store has no listener for "error". A connection that is lost ends the process with node-redis, and ' +
      'is written to the console by ioredis. Add one: client.on("error", (error) => logger.warn(error)).',
    { code: "SENDO_REDIS_ERRORS_UNHEARD" },
  );
}

// Before Redis 7, if a command in a script fails, the error message does not start with the error code. It starts with
// the command's position in the script, followed by the error code.
const WORD = /^(?:ERR Error running script \(.*?\): (?:@user_script: ?\d+: )+-?)?([A-Z]{2,}) /;
const FORBIDDEN_IN_SCRIPT = /^ERR .*?(?:The user executing the script can't|ACL failure in script)/;

/** Returns a Redis error's code, such as `READONLY`, `OOM`, `NOPERM` or `LOADING`. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  return FORBIDDEN_IN_SCRIPT.test(error.message) ? "NOPERM" : WORD.exec(error.message)?.[1];
}

/**
 * Adds a code to a Redis error, because Redis clients do not add one. Logs show only an error's name and code, because
 * the error's message can contain any data.
 */
function withCode(error: unknown): unknown {
  const code = codeOf(error);
  return code === undefined || (error as { code?: unknown }).code !== undefined
    ? error
    : Object.assign(error as Error, { code });
}

type Run = (script: string, keys: string[], args: string[]) => Promise<unknown>;

function commands(client: RedisClient): { readonly bySha: Run; readonly bySource: Run } {
  // The client returned by `legacy()` has a method for every command, but these methods do not return promises. Only the
  // class name distinguishes this client from a wrapped client.
  if ((client as Partial<object> | undefined)?.constructor?.name === "RedisLegacyClient") {
    throw invalidOption(
      "@sendo/redis needs the `redis` client itself (from createClient()), not the one returned by its `legacy()` method.",
    );
  }
  if (typeof (client as Partial<NodeRedisClient> | undefined)?.evalSha === "function") {
    const nodeRedis = client as NodeRedisClient;
    return {
      bySha: (sha, keys, args) => nodeRedis.evalSha(sha, { keys, arguments: args }),
      bySource: (source, keys, args) => nodeRedis.eval(source, { keys, arguments: args }),
    };
  }
  if (typeof (client as Partial<IoRedisClient> | undefined)?.evalsha === "function") {
    const ioRedis = client as IoRedisClient;
    return {
      bySha: (sha, keys, args) => ioRedis.evalsha(sha, keys.length, ...keys, ...args),
      bySource: (source, keys, args) => ioRedis.eval(source, keys.length, ...keys, ...args),
    };
  }
  throw invalidOption("@sendo/redis needs a client from `ioredis` (new Redis()) or `redis` (createClient()).");
}

/** @throws A {@link SendoConfigError} with code `config_option_invalid` for a prefix that would break a cluster's hash tags. */
export function checkPrefix(of: string, prefix: string): string {
  if (typeof prefix === "string" && /^[^{}\s]{1,100}$/.test(prefix)) return prefix;
  throw invalidOption(`The \`prefix\` option of ${of} must be 1 to 100 characters long, without braces or whitespace.`);
}

/**
 * @throws A {@link SendoConfigError} with code `config_option_invalid` if the value is set but is not a whole number of
 * milliseconds (1 or more).
 */
export function checkTtl(of: string, ttlMs: number | undefined): number | undefined {
  return ttlMs === undefined ? undefined : checkWholeNumber(of, "ttlMs", ttlMs, { min: 1 });
}
