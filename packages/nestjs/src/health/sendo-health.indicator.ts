import { Inject, Injectable, Scope } from "@nestjs/common";
import { ModuleRef } from "@nestjs/core";
import * as terminus from "@nestjs/terminus";
import { isSendoError, type SendoClient } from "@sendo/core";
import { rateLimitHealth, setupError, type HealthLimits, type RateLimitHealth } from "@sendo/core/adapter";
import { getSendoToken } from "../sendo.constants.js";

/** What {@link SendoHealthIndicator.check} looks at. */
export interface SendoHealthOptions extends HealthLimits {
  /**
   * The account's name.
   *
   * @defaultValue the default account
   */
  account?: string | undefined;
  /**
   * The client to check. Needed for an account that depends on the request, because each tenant has a client of its own there.
   * Inject that client where the check runs. Not together with `account`.
   *
   * @defaultValue the account's client
   */
  client?: SendoClient | undefined;
  /**
   * Makes one read of the Sendo API at every check, to see that it can be reached and takes the key. It is never repeated, and
   * uses up one request of the limit. Not for a check that runs every second.
   *
   * @defaultValue `false`: no request is made
   */
  ping?: boolean | undefined;
  /**
   * How long the whole ping may take, in milliseconds, waiting for its turn included; 1 or more.
   *
   * @defaultValue `5_000`
   */
  pingTimeoutMs?: number | undefined;
}

/** What the health endpoint shows of an account. Numbers only: such a page is often open to everybody. */
export type SendoHealth = Omit<RateLimitHealth, "problem"> & {
  /** `down` where there is a `problem`. */
  readonly status: "up" | "down";
  /**
   * Not there when all is well. `rate_limited`: nothing is sent for longer than `maxBlockedMs`. `queue_filling`: more calls
   * wait than `maxQueued`. `ping_failed`: the read did not succeed; `code` says why.
   */
  readonly problem?: "rate_limited" | "queue_filling" | "ping_failed";
  /** The `code` of the ping's error, such as `api_key_invalid`. */
  readonly code?: string;
};

/**
 * Tells `@nestjs/terminus` how an account does. It looks at what the client knows (held up after a 429, a queue that fills) and
 * makes no request unless you ask for a `ping`.
 *
 * @example
 * ```ts
 * @Controller("health")
 * export class HealthController {
 *   constructor(
 *     private readonly health: HealthCheckService,
 *     private readonly sendo: SendoHealthIndicator,
 *   ) {}
 *
 *   @Get()
 *   @HealthCheck()
 *   check() {
 *     return this.health.check([() => this.sendo.check("sendo")]);
 *   }
 * }
 *
 * @Module({ imports: [TerminusModule], controllers: [HealthController], providers: [SendoHealthIndicator] })
 * export class HealthModule {}
 * ```
 */
@Injectable()
export class SendoHealthIndicator {
  constructor(@Inject(ModuleRef) private readonly moduleRef: ModuleRef) {}

  /**
   * Looks at one account.
   *
   * @param key - Its name in terminus' answer.
   *
   * @throws A {@link SendoConfigError} `config_setup_invalid`: there is no such account, the account depends on the request and
   * `client` is missing, or an option is not a whole number.
   * `@nestjs/terminus` 10 is told by an error that a check is down, as it wants it.
   */
  async check<const Key extends string>(key: Key, options: SendoHealthOptions = {}): Promise<Record<Key, SendoHealth>> {
    const { account, client: given, ping = false, pingTimeoutMs = 5_000, ...limits } = options;
    if (!Number.isSafeInteger(pingTimeoutMs) || pingTimeoutMs < 1) {
      throw setupError("The option `pingTimeoutMs` of the health check must be a whole number of at least 1.");
    }
    if (given !== undefined && account !== undefined) {
      throw setupError("The health check has both `account` and `client`. Keep one.");
    }
    const client = given ?? this.#client(account);
    const { problem, ...shown } = rateLimitHealth(client.rateLimit, limits);
    const failure = problem === undefined ? ping && (await pingFailure(client, pingTimeoutMs)) : { problem };
    const health: SendoHealth = failure ? { status: "down", ...failure, ...shown } : { status: "up", ...shown };
    const result = { [key]: health } as Record<Key, SendoHealth>;
    if (failure && !RETURNS_DOWN) throw downError(result);
    return result;
  }

  #client(account: string | undefined): SendoClient {
    const token = getSendoToken(account);
    const which = account === undefined ? "default Sendo account" : `Sendo account "${account}"`;
    if (this.#scopeOf(token, which) === Scope.REQUEST) {
      throw setupError(
        `The ${which} depends on the request, so it has a client for each tenant. Inject the client where the check runs, and pass ` +
          "it as `client`.",
      );
    }
    return this.moduleRef.get<SendoClient>(token, { strict: false });
  }

  #scopeOf(token: symbol, which: string): Scope | undefined {
    try {
      return this.moduleRef.introspect(token).scope;
    } catch {
      throw setupError(`There is no ${which} to check: register it with SendoModule, or name another \`account\`.`);
    }
  }
}

/** Reads the shortest list there is. High priority: it asks whether Sendo answers, not how long the queue is. */
async function pingFailure(
  client: SendoClient,
  deadlineMs: number,
): Promise<{ problem: "ping_failed"; code: string } | false> {
  const read = { method: "GET", path: "/v1/campaign/list", query: { limit: 1 } } as const;
  try {
    await client.withOptions({ retry: false }).request(read, { deadlineMs, priority: "high" });
    return false;
  } catch (error) {
    if (!isSendoError(error)) throw error;
    return { problem: "ping_failed", code: error.code };
  }
}

// Terminus 10 takes whatever is returned for healthy; from 11 on, which has this service, the status is read.
const RETURNS_DOWN = "HealthIndicatorService" in terminus;

/** Terminus knows its error by this mark, and Nest 12's has no class for it any more. */
function downError(causes: Record<string, SendoHealth>): Error {
  return Object.assign(new Error("Sendo is not healthy"), { isHealthCheckError: true, causes });
}
