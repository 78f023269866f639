import { Global, Inject, Injectable, Module, type OnApplicationShutdown } from "@nestjs/common";
import { ModulesContainer } from "@nestjs/core";

/**
 * Closes what sends after every other shutdown hook of the app, because a queue waits in such a hook for its running jobs, and those
 * jobs can still send. Nest runs the hooks module by module, in the order of their distance from the root module: Nest 10 ends with
 * the lowest distance, Nest 11 and 12 end with the highest. So a module stands at either end, and the second one closes.
 *
 * For packages beside this one, such as `@sendo/bullmq`: import {@link SendoShutdownModule} and inject this class.
 *
 * @example
 * ```ts
 * import { Inject, Injectable } from "@nestjs/common";
 * import { SendoShutdown } from "@sendo/nestjs";
 *
 * @Injectable()
 * export class Mailer {
 *   constructor(@Inject(SendoShutdown) shutdown: SendoShutdown) {
 *     shutdown.add("beforeClients", () => this.close());
 *   }
 *
 *   async close(): Promise<void> {}
 * }
 * ```
 */
@Injectable()
export class SendoShutdown {
  readonly #closing = { beforeClients: [] as (() => Promise<void>)[], clients: [] as (() => Promise<void>)[] };
  #endsReached = 0;

  constructor(@Inject(ModulesContainer) modules: ModulesContainer) {
    // Nest has calculated all distances by now, and sorts by them when the app starts.
    for (const module of modules.values()) {
      if (module.metatype === LowestDistanceModule) module.distance = -1;
      if (module.metatype === HighestDistanceModule) module.distance = Number.POSITIVE_INFINITY;
    }
  }

  /**
   * Adds something to close. What needs the clients, such as an outbox, goes `beforeClients`.
   *
   * @param close - Everything else is closed also if it rejects.
   */
  add(when: "beforeClients" | "clients", close: () => Promise<void>): void {
    this.#closing[when].push(close);
  }

  /** @internal */
  async reachEnd(): Promise<void> {
    this.#endsReached += 1;
    if (this.#endsReached < 2) return;
    const { beforeClients, clients } = this.#closing;
    const closed = [...(await closeAll(beforeClients)), ...(await closeAll(clients))];
    const failed = closed.find(({ status }) => status === "rejected");
    if (failed !== undefined) throw (failed as PromiseRejectedResult).reason;
  }
}

function closeAll(closing: readonly (() => Promise<void>)[]): Promise<PromiseSettledResult<void>[]> {
  return Promise.allSettled(closing.map((close) => close()));
}

@Injectable()
class ShutdownEnd implements OnApplicationShutdown {
  constructor(@Inject(SendoShutdown) private readonly shutdown: SendoShutdown) {}

  onApplicationShutdown(): Promise<void> {
    return this.shutdown.reachEnd();
  }
}

@Module({ providers: [ShutdownEnd] })
class LowestDistanceModule {}

@Module({ providers: [ShutdownEnd] })
class HighestDistanceModule {}

/**
 * Provides {@link SendoShutdown}, once for an app however often it is imported.
 *
 * @example
 * ```ts
 * import { Module } from "@nestjs/common";
 * import { SendoShutdownModule } from "@sendo/nestjs";
 *
 * @Module({ imports: [SendoShutdownModule] })
 * export class MailModule {}
 * ```
 */
@Global()
@Module({
  imports: [LowestDistanceModule, HighestDistanceModule],
  providers: [SendoShutdown],
  exports: [SendoShutdown],
})
export class SendoShutdownModule {}
