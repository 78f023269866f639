import { Inject, Injectable, type OnModuleInit } from "@nestjs/common";
import { ContextIdFactory, DiscoveryService, ModuleRef, ModulesContainer } from "@nestjs/core";
import { WEBHOOK_EVENT_TYPES, type SendoEvent, type WebhookContext, type WebhookHandlers } from "@sendo/core";
import { setupError } from "@sendo/core/adapter";
import { nestLogger } from "./nest-logger.js";
import { declaredHandlers, type DeclaredHandler, type DeclaringClass } from "./sendo.decorators.js";
import { accountsOf, registrationsOf, type Wrapper } from "./sendo.registration.js";

type Instance = Record<string | symbol, (event: SendoEvent, context: WebhookContext) => unknown>;

/** A decorated method of a provider or controller of this app. */
interface FoundHandler extends DeclaredHandler {
  /** Such as `Waitlist.onReply`. */
  readonly label: string;
  readonly wrapper: Wrapper;
}

/** Finds the app's handlers, and refuses to start when an event would find none of those that were written for it. */
@Injectable()
export class SendoWebhookExplorer implements OnModuleInit {
  readonly #logger = nestLogger();
  #found: readonly FoundHandler[] | undefined;

  constructor(
    @Inject(DiscoveryService) private readonly discovery: DiscoveryService,
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
  ) {}

  onModuleInit(): void {
    this.#explore();
  }

  /** What an account's receiver calls. */
  handlersOf(account: string): WebhookHandlers {
    const handlers = this.#explore().filter((handler) => handler.account === account);
    const dispatch = (type: string) => {
      const ofType = handlers.filter((handler) => handler.type === type);
      return ofType.length === 0
        ? []
        : [[type, (event: SendoEvent, context: WebhookContext) => this.#runAll(ofType, event, context)]];
    };
    return Object.fromEntries(WEBHOOK_EVENT_TYPES.flatMap(dispatch)) as WebhookHandlers;
  }

  async #runAll(handlers: readonly FoundHandler[], event: SendoEvent, context: WebhookContext): Promise<void> {
    const failures: unknown[] = [];
    const instanceOf = inContextOf(event);
    for (const { wrapper, method, label } of handlers) {
      try {
        await (
          await instanceOf(wrapper)
        )[method]!(event, context);
      } catch (error) {
        // Core tells of the failure, but not whose it was. What was thrown can hold anything, so it stays out of the line.
        this.#logger.error({ handler: label, eventType: event.type }, `A Sendo event handler threw: ${label}`);
        failures.push(error);
      }
    }
    if (failures.length > 0) {
      throw failures.length === 1 ? failures[0] : new AggregateError(failures, "several Sendo event handlers threw");
    }
  }

  #explore(): readonly FoundHandler[] {
    if (this.#found !== undefined) return this.#found;
    const found = findHandlers([...this.discovery.getProviders(), ...this.discovery.getControllers()]);
    found.sort((a, b) => (a.label < b.label ? -1 : a.label > b.label ? 1 : 0));
    this.#refuseUnreachable(found);
    this.#refuseUnprovided(found);
    return (this.#found = found);
  }

  #refuseUnreachable(found: readonly FoundHandler[]): void {
    const accounts = accountsOf(this.modules);
    const withWebhooks = this.#accountsWithWebhooks();
    for (const { label, account, type } of found) {
      if (!WEBHOOK_EVENT_TYPES.includes(type)) {
        throw setupError(`${label} handles a type of event that is not ${WEBHOOK_EVENT_TYPES.join(", ")}.`);
      }
      if (!accounts.has(account)) {
        const known = [...accounts].map((name) => `"${name}"`).join(", ") || "none";
        throw setupError(
          `${label} handles events of the Sendo account "${account}", which is not registered (${known}).`,
        );
      }
      if (!withWebhooks.has(account)) {
        throw setupError(
          `${label} handles events of the Sendo account "${account}", which has no webhooks: ` +
            'register it with `webhooks: { path: "webhooks/sendo" }`.',
        );
      }
    }
  }

  /**
   * A class that is loaded but not provided is a mistake as a rule, and none in a test of a part, or where a feature is
   * switched off. So it stops the app only where events would be answered 200 and lost.
   */
  #refuseUnprovided(found: readonly FoundHandler[]): void {
    const withWebhooks = this.#accountsWithWebhooks();
    for (const [prototype, { isProvided, handlers }] of declaredHandlers()) {
      if (isProvided) continue;
      for (const { type, account, method } of handlers) {
        if (!withWebhooks.has(account)) continue;
        const label = `${prototype.constructor.name}.${String(method)}`;
        if (!found.some((handler) => handler.type === type && handler.account === account)) {
          throw setupError(
            `${label} handles ${type}, but no module provides ${prototype.constructor.name}, and nothing else handles it: ` +
              "the events would be lost. Add the class to a module's `providers`, or handle the type elsewhere.",
          );
        }
        this.#logger.warn({ handler: label }, `${label} will hear no Sendo events: no module provides its class.`);
      }
    }
  }

  #accountsWithWebhooks(): Set<string> {
    return new Set(registrationsOf(this.modules).flatMap(({ name, hasWebhooks }) => (hasWebhooks ? [name] : [])));
  }
}

function findHandlers(wrappers: readonly Wrapper[]): FoundHandler[] {
  const instances = new Set<unknown>();
  const homes = new Map<unknown, Wrapper>();
  return wrappers.flatMap((wrapper) => {
    markProvided(wrapper.token);
    // A request-scoped provider has its prototype's methods here, and no more. An alias has another provider's instance.
    const instance = wrapper.instance as unknown;
    if (typeof instance !== "object" || instance === null || wrapper.isAlias || instances.has(instance)) return [];
    instances.add(instance);
    const handlers = new Map<string, FoundHandler>();
    for (const { handlers: declared } of markProvided(instance.constructor)) {
      for (const one of declared) {
        const label = `${instance.constructor.name}.${String(one.method)}`;
        handlers.set(`${label} ${one.type} ${one.account}`, { ...one, label, wrapper });
      }
    }
    const other = homes.get(wrapper.token);
    if (handlers.size > 0 && wrapper.token === wrapper.metatype) {
      homes.set(wrapper.token, wrapper);
      if (other !== undefined) {
        throw setupError(
          `${instance.constructor.name} is provided in ${other.host?.name} and again in ${wrapper.host?.name}, so each Sendo ` +
            "event would be handled twice. Provide it in one module, and export it from there.",
        );
      }
    }
    return [...handlers.values()];
  });
}

/** What a class and those that it extends declare. From now on no app of this process complains that nobody provides them. */
function markProvided(token: unknown): DeclaringClass[] {
  const found: DeclaringClass[] = [];
  let prototype = typeof token === "function" ? (token.prototype as object | null | undefined) : undefined;
  for (; prototype; prototype = Object.getPrototypeOf(prototype) as object | null) {
    const declaring = declaredHandlers().get(prototype);
    if (declaring === undefined) continue;
    declaring.isProvided = true;
    found.push(declaring);
  }
  return found;
}

/**
 * Of one delivery, whose handlers share what is request-scoped, as a request's would. Not by the app's strategy for durable
 * providers: that reads requests of the platform, and an event is none.
 */
function inContextOf(event: SendoEvent): (wrapper: Wrapper) => Instance | Promise<Instance> {
  const contextId = ContextIdFactory.create();
  return (wrapper) => {
    if (wrapper.isDependencyTreeStatic() && !wrapper.isTransient) return wrapper.instance as Instance;
    const moduleRef = wrapper.host!.getProviderByKey<ModuleRef>(ModuleRef).instance;
    moduleRef.registerRequestByContextId(event, contextId);
    return moduleRef.resolve<Instance>(wrapper.token, contextId, { strict: true });
  };
}
