import { Global, Inject, Injectable, Module, type OnApplicationShutdown } from "@nestjs/common";
import { ModulesContainer } from "@nestjs/core";

/**
 * Closes everything that sends messages, after all of the app's other shutdown hooks have run. During those hooks,
 * queues wait until their running jobs finish, and those jobs can still send messages. Nest orders shutdown hooks by each module's
 * distance from the root module. In Nest 10, the module closest to the root module runs its hook last. In Nest 11 and
 * 12, the module farthest from the root module runs its hook last. Therefore, this package places one module at each
 * end of that order. Both modules have a shutdown hook, and the later of the two hooks closes everything.
 *
 * Other packages, such as `@sendo/bullmq`, import {@link SendoShutdownModule} and inject this class.
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
    // Nest has already computed each module's distance from the root module. It sorts the modules by distance when the
    // app starts.
    for (const module of modules.values()) {
      if (module.metatype === LowestDistanceModule) module.distance = -1;
      if (module.metatype === HighestDistanceModule) module.distance = Number.POSITIVE_INFINITY;
    }
  }

  /**
   * Adds a cleanup function. Use `beforeClients` for anything that needs the clients, such as an outbox.
   *
   * @param close - The cleanup function. If its promise rejects, everything else is still closed.
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
 * Provides {@link SendoShutdown} once per app, no matter how often this module is imported.
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
