import { checkWholeNumber, createStepBound, invalidOption, type StepBound } from "@sendo/core/adapter";
import { createHash } from "node:crypto";

/** What is used of an [ioredis](https://www.npmjs.com/package/ioredis) client: `new Redis()` or `new Cluster()`. */
export interface IoRedisClient {
  /** Runs a script that the server has already, by its digest. */
  evalsha(sha: string, keyCount: number, ...keysAndArguments: string[]): Promise<unknown>;
  /** Runs a script by its source, for a server that has forgotten it. */
  eval(script: string, keyCount: number, ...keysAndArguments: string[]): Promise<unknown>;
}

/** What is used of a [redis](https://www.npmjs.com/package/redis) (node-redis) client: `createClient()` or `createCluster()`. */
export interface NodeRedisClient {
  /** Runs a script that the server has already, by its digest. */
  evalSha(sha: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
  /** Runs a script by its source, for a server that has forgotten it. */
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
}

/** The client that the app has already. It is used as it is, and never closed. */
export type RedisClient = IoRedisClient | NodeRedisClient;

/** A Lua script, which Redis runs as one step. */
export interface RedisScript {
  readonly text: string;
  readonly sha: string;
}

/** @param text - The script; `now` is there already, in whole milliseconds of Redis' own clock. */
export function redisScript(text: string): RedisScript {
  const whole = `local time = redis.call('TIME')\nlocal now = time[1] * 1000 + math.floor(time[2] / 1000)\n${text}`;
  return { text: whole, sha: createHash("sha1").update(whole).digest("hex") };
}

/** Runs scripts on either client. */
export type ScriptRunner = (
  script: RedisScript,
  keys: string[],
  args: readonly (string | number)[],
) => Promise<unknown>;

/**
 * A script gets one argument more, `new`, where the server did not know it.
 *
 * @throws A {@link SendoConfigError} `config_option_invalid` when it is neither an ioredis nor a node-redis client.
 */
export function scriptRunner(client: RedisClient): ScriptRunner {
  const run = commands(client);
  const bounded = boundOf(client);
  return async (script, keys, args) => {
    const texts = args.map(String);
    try {
      return await bounded(() =>
        // A server that has started anew, or a replica that took over, does not know the script.
        run.bySha(script.sha, keys, texts).catch((error: unknown) => {
          if (codeOf(error) !== "NOSCRIPT") throw error;
          return run.byText(script.text, keys, [...texts, "new"]);
        }),
      );
    } catch (error) {
      throw withCode(error);
    }
  };
}

/** What tells whether a client is connected, and whether the app hears of its errors. */
interface ClientState {
  /** Of ioredis. */
  readonly status?: string;
  /** Of node-redis. */
  readonly isReady?: boolean;
  listenerCount?(event: "error"): number;
}

// All stores of a client share the client's queue.
const bounds = new WeakMap<RedisClient, StepBound>();

function boundOf(client: RedisClient): StepBound {
  let bound = bounds.get(client);
  if (bound === undefined) {
    const state = client as ClientState;
    const first = createStepBound(() => (state.status ?? "ready") === "ready" && state.isReady !== false);
    let isChecked = false;
    bound = (step) => {
      // With the first step, since an app may listen only after it has created its stores.
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

// Before Redis 7, what a command says inside a script stands behind the place at which it was said.
const WORD = /^(?:ERR Error running script \(.*?\): (?:@user_script: ?\d+: )+-?)?([A-Z]{2,}) /;
const FORBIDDEN_IN_SCRIPT = /^ERR .*?(?:The user executing the script can't|ACL failure in script)/;

/** What Redis says first: `READONLY`, `OOM`, `NOPERM`, `LOADING`. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  return FORBIDDEN_IN_SCRIPT.test(error.message) ? "NOPERM" : WORD.exec(error.message)?.[1];
}

/** Messages may hold anything, so logs show an error's name and code only; clients give Redis' errors no code. */
function withCode(error: unknown): unknown {
  const code = codeOf(error);
  return code === undefined || (error as { code?: unknown }).code !== undefined
    ? error
    : Object.assign(error as Error, { code });
}

type Run = (script: string, keys: string[], args: string[]) => Promise<unknown>;

function commands(client: RedisClient): { readonly bySha: Run; readonly byText: Run } {
  // It has every command, and answers none with a promise. Nothing else tells it from a client that somebody has wrapped.
  if ((client as Partial<object> | undefined)?.constructor?.name === "RedisLegacyClient") {
    throw invalidOption("@sendo/redis needs the client of `redis` itself (createClient()), not its `legacy()`.");
  }
  if (typeof (client as Partial<NodeRedisClient> | undefined)?.evalSha === "function") {
    const nodeRedis = client as NodeRedisClient;
    return {
      bySha: (sha, keys, args) => nodeRedis.evalSha(sha, { keys, arguments: args }),
      byText: (text, keys, args) => nodeRedis.eval(text, { keys, arguments: args }),
    };
  }
  if (typeof (client as Partial<IoRedisClient> | undefined)?.evalsha === "function") {
    const ioRedis = client as IoRedisClient;
    return {
      bySha: (sha, keys, args) => ioRedis.evalsha(sha, keys.length, ...keys, ...args),
      byText: (text, keys, args) => ioRedis.eval(text, keys.length, ...keys, ...args),
    };
  }
  throw invalidOption("@sendo/redis needs a client of `ioredis` (new Redis()) or `redis` (createClient()).");
}

/** @throws A {@link SendoConfigError} `config_option_invalid` for a prefix that would break a cluster's hash tags. */
export function checkPrefix(of: string, prefix: string): string {
  if (typeof prefix === "string" && /^[^{}\s]{1,100}$/.test(prefix)) return prefix;
  throw invalidOption(`The option \`prefix\` of ${of} must have 1 to 100 characters, without braces or whitespace.`);
}

/** @throws A {@link SendoConfigError} `config_option_invalid` unless it is a whole number of milliseconds from 1 up, or absent. */
export function checkTtl(of: string, ttlMs: number | undefined): number | undefined {
  return ttlMs === undefined ? undefined : checkWholeNumber(of, "ttlMs", ttlMs, { min: 1 });
}
