import { isDeepStrictEqual } from "node:util";
import { Inject, Injectable, type OnApplicationShutdown } from "@nestjs/common";
import { ModulesContainer } from "@nestjs/core";
import { Sendo, type SendoClient, type SendoOptions } from "@sendo/core";
import { givenClient, setupError } from "@sendo/core/adapter";
import { nestLogger } from "./nest-logger.js";
import type { SendoLateOptions } from "./sendo.module-definition.js";
import { registrationsOf, type Registration } from "./sendo.registration.js";

/** Opens the app's clients, one for each account, and closes what it opened. */
@Injectable()
export class SendoClients implements OnApplicationShutdown {
  readonly #opened = new Map<string, SendoClient>();

  // Every client's factory asks for this class, so conflicts are found before the first client is made.
  constructor(@Inject(ModulesContainer) modules: ModulesContainer) {
    refuseConflicts(modules);
  }

  open(name: string, { webhooks: _, ...options }: SendoLateOptions): SendoClient {
    const given = givenClient(options);
    if (given !== undefined) return given;
    const own = options as SendoOptions;
    const opened = this.#opened.get(name) ?? new Sendo({ ...own, logger: own.logger ?? nestLogger() });
    this.#opened.set(name, opened);
    return opened;
  }

  /** Nest stops serving before it calls this, so what is left are the sends that nobody's request waits for. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.#opened.values()].map((client) => client.close()));
  }
}

function refuseConflicts(modules: ModulesContainer): void {
  const byName = new Map<string, Registration>();
  for (const registration of registrationsOf(modules)) {
    const other = byName.get(registration.name) ?? registration;
    byName.set(registration.name, other);
    const isSame = other === registration || (other.options && isDeepStrictEqual(other.options, registration.options));
    if (!isSame) {
      throw setupError(
        `Two different Sendo accounts are named "${registration.name}": ${describe(other, modules)}, and ` +
          `${describe(registration, modules)}. Keep one and import the bare SendoModule elsewhere, or give one another \`name\`.`,
      );
    }
  }
}

function describe({ call, module }: Registration, modules: ModulesContainer): string {
  const importers = [...modules.values()].filter(({ metatype }) =>
    (Reflect.getMetadata("imports", metatype) as unknown[] | undefined)?.includes(module),
  );
  const where = importers.map(({ metatype }) => metatype.name).join(" and ") || "a dynamic module";
  return `SendoModule.${call} in ${where}`;
}
