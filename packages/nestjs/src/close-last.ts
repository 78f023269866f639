import { Inject, Injectable, Module, type OnApplicationShutdown } from "@nestjs/common";
import { ModulesContainer } from "@nestjs/core";
import { SendoClients } from "./sendo-clients.js";

/**
 * Closes the clients after every other shutdown hook of the app, because a queue waits in such a hook for its running jobs, and
 * those jobs can still send. Nest runs the hooks module by module, in the order of their distance from the root module: Nest 10 ends
 * with the lowest distance, Nest 11 and 12 end with the highest. So a module stands at either end, and the second one closes.
 */
@Injectable()
export class CloseLast {
  #endsReached = 0;

  constructor(
    @Inject(ModulesContainer) modules: ModulesContainer,
    @Inject(SendoClients) private readonly clients: SendoClients,
  ) {
    // Nest has calculated all distances by now, and sorts by them when the app starts.
    for (const module of modules.values()) {
      if (module.metatype === LowestDistanceModule) module.distance = -1;
      if (module.metatype === HighestDistanceModule) module.distance = Number.POSITIVE_INFINITY;
    }
  }

  async reachEnd(): Promise<void> {
    this.#endsReached += 1;
    if (this.#endsReached > 1) await this.clients.close();
  }
}

@Injectable()
class ShutdownEnd implements OnApplicationShutdown {
  constructor(@Inject(CloseLast) private readonly closeLast: CloseLast) {}

  onApplicationShutdown(): Promise<void> {
    return this.closeLast.reachEnd();
  }
}

@Module({ providers: [ShutdownEnd] })
class LowestDistanceModule {}

@Module({ providers: [ShutdownEnd] })
class HighestDistanceModule {}

/** To be imported once, where {@link CloseLast} is provided for all modules. */
export const SHUTDOWN_ENDS = [LowestDistanceModule, HighestDistanceModule];
