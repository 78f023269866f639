import { Inject, Injectable, Scope } from "@nestjs/common";
import { ModuleRef } from "@nestjs/core";
import * as terminus from "@nestjs/terminus";
import type { SendoClient } from "@sendo/core";
import { checkHealth, checkHealthOptions, setupError, type HealthOptions, type SendoHealth } from "@sendo/core/adapter";
import { getSendoToken } from "../sendo.constants.js";

/** What {@link SendoHealthIndicator.check} looks at. */
export interface SendoHealthOptions extends HealthOptions {
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
}

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
   * `client` is missing; `config_option_invalid`: an unknown option, or a number that is not usable.
   * `@nestjs/terminus` 10 is told by an error that a check is down, as it wants it.
   */
  async check<const Key extends string>(key: Key, options: SendoHealthOptions = {}): Promise<Record<Key, SendoHealth>> {
    const { account, client: given, ...looksAt } = options;
    checkHealthOptions(looksAt);
    if (given !== undefined && account !== undefined) {
      throw setupError("The health check has both `account` and `client`. Keep one.");
    }
    const health = await checkHealth(given ?? this.#client(account), looksAt);
    const result = { [key]: health } as Record<Key, SendoHealth>;
    if (health.status === "down" && !RETURNS_DOWN) throw downError(result);
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

// Terminus 10 takes whatever is returned for healthy; from 11 on, which has this service, the status is read.
const RETURNS_DOWN = "HealthIndicatorService" in terminus;

/** Terminus knows its error by this mark, and Nest 12's has no class for it any more. */
function downError(causes: Record<string, SendoHealth>): Error {
  return Object.assign(new Error("Sendo is not healthy"), { isHealthCheckError: true, causes });
}
