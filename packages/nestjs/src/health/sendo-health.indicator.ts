import { Inject, Injectable, Scope } from "@nestjs/common";
import { ModuleRef } from "@nestjs/core";
import * as terminus from "@nestjs/terminus";
import type { SendoClient } from "@sendo/core";
import { checkHealth, checkHealthOptions, setupError, type HealthOptions, type SendoHealth } from "@sendo/core/adapter";
import { getSendoToken } from "../sendo.constants.js";

/** Options for {@link SendoHealthIndicator.check}. */
export interface SendoHealthOptions extends HealthOptions {
  /**
   * Name of the account.
   *
   * @defaultValue the default account
   */
  account?: string | undefined;
  /**
   * The client to check. It is required for an account that depends on the request, because each tenant has a separate client.
   * Inject the client into the class that runs the check. It cannot be combined with `account`.
   *
   * @defaultValue the account's client
   */
  client?: SendoClient | undefined;
}

/**
 * Health indicator for `@nestjs/terminus`. It reports a problem if the client is blocked for too long after a 429, or if too
 * many calls are queued. It makes a request only if `ping` is set.
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
   * Checks one account.
   *
   * @param key - Key for the result in the terminus response.
   *
   * @throws A {@link SendoConfigError} with code `config_setup_invalid` if the account does not exist, or if it depends on the
   * request and `client` is missing. `config_option_invalid` for an unknown option or an invalid number. With
   * `@nestjs/terminus` 10, an error is also thrown if the result's status is `down`.
   */
  async check<const Key extends string>(key: Key, options: SendoHealthOptions = {}): Promise<Record<Key, SendoHealth>> {
    const { account, client: given, ...looksAt } = options;
    checkHealthOptions(looksAt);
    if (given !== undefined && account !== undefined) {
      throw setupError("The health check sets both `account` and `client`. Keep only one.");
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
        `The ${which} depends on the request, so there is no single client to check. Inject the client where the check runs, and pass ` +
          "it as `client`.",
      );
    }
    return this.moduleRef.get<SendoClient>(token, { strict: false });
  }

  #scopeOf(token: symbol, which: string): Scope | undefined {
    try {
      return this.moduleRef.introspect(token).scope;
    } catch {
      throw setupError(`There is no ${which} to check: register it with SendoModule, or pass another \`account\`.`);
    }
  }
}

// Terminus 10 treats every returned value as healthy. Terminus 11 and later have this service and use the returned status.
const RETURNS_DOWN = "HealthIndicatorService" in terminus;

/**
 * Terminus recognizes health check errors by this property. The Terminus version for Nest 12 no longer exports a class
 * for these errors.
 */
function downError(causes: Record<string, SendoHealth>): Error {
  return Object.assign(new Error("Sendo is not healthy"), { isHealthCheckError: true, causes });
}
