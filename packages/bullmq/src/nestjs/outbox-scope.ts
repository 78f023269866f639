import type { OnModuleInit, Type } from "@nestjs/common";
import type { ModulesContainer } from "@nestjs/core";
import { setupError } from "@sendo/core/adapter";
import { MODULE_OPTIONS_TOKEN } from "./sendo-outbox.module-definition.js";

type Wrapper = NonNullable<ReturnType<NonNullable<ReturnType<ModulesContainer["get"]>>["getProviderByKey"]>>;

/** The names that identify an outbox in an error message. */
export interface OutboxNames {
  readonly outbox: string;
  readonly account: string;
}

/**
 * Rejects a request-scoped outbox. Nest would create an outbox for each request, never close any of them, and never call the hook that
 * starts the worker.
 */
export class OutboxScope implements OnModuleInit {
  constructor(
    private readonly modules: ModulesContainer,
    private readonly module: Type,
    private readonly token: symbol,
    private readonly names: OutboxNames,
  ) {}

  // Nest knows a provider's scope only after it has resolved the provider's dependencies.
  onModuleInit(): void {
    const { outbox, account } = this.names;
    const own = [...this.modules.values()].find(({ metatype }) => metatype === this.module)!;
    const source = scopeSourceOf(own.getProviderByKey(this.token));
    if (source === undefined) return;
    const isOwnFactory = !own.getProviderByKey(MODULE_OPTIONS_TOKEN).isDependencyTreeStatic();
    const why = isOwnFactory
      ? "the factory passed to SendoOutboxModule.forRootAsync depends on the request. Inject only providers that do not depend on the request. "
      : `the options for the account "${account}" in SendoModule depend on the request. Set SendoOutboxModule's \`account\` to ` +
        "an account whose options do not depend on the request. ";
    throw setupError(
      `The outbox "${outbox}" depends on the request (through ${source}), because ${why}` +
        "An app creates each outbox only once, and the outbox also sends messages outside of requests. If the app has several tenants, " +
        "register an account and an outbox for each tenant.",
    );
  }
}

// Returns the request-scoped or durable provider on which another provider depends, directly or indirectly.
function scopeSourceOf(wrapper: Wrapper, seen = new Set<Wrapper>()): string | undefined {
  if (seen.has(wrapper) || wrapper.isDependencyTreeStatic()) return undefined;
  seen.add(wrapper);
  const dependencies = [
    ...(wrapper.getCtorMetadata() ?? []),
    ...(wrapper.getPropertiesMetadata() ?? []).map((property) => property.wrapper),
  ];
  for (const dependency of dependencies) {
    const source = scopeSourceOf(dependency, seen);
    if (source !== undefined) return source;
  }
  return String(wrapper.name);
}
