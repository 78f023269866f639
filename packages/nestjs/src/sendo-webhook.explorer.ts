import { Inject, Injectable } from "@nestjs/common";
import { DiscoveryService, ModulesContainer } from "@nestjs/core";
import { WEBHOOK_EVENT_TYPES, type SendoEventType, type WebhookHandler, type WebhookHandlers } from "@sendo/core";
import { handlerComesLater, setupError } from "@sendo/core/adapter";
import { findHandlers, type FoundHandlers } from "./find-handlers.js";
import { nestLogger } from "./nest-logger.js";
import { runHandlers } from "./run-handlers.js";
import { HANDLER_CHECKS, type HandlerChecks } from "./sendo.constants.js";
import { declaredHandlers, type DeclaredHandler, type DeclaringClass } from "./sendo.decorators.js";
import { accountsOf, registrationsOf } from "./sendo.registration.js";

/** Finds the app's handlers. The app does not start if a handler cannot receive any events or if events have no handler. */
@Injectable()
export class SendoWebhookExplorer {
  readonly #logger = nestLogger();
  readonly #told = new Set<string>();
  #known: (FoundHandlers & { readonly modules: number }) | undefined;

  constructor(
    @Inject(DiscoveryService) private readonly discovery: DiscoveryService,
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
    @Inject(HANDLER_CHECKS) private readonly checks: HandlerChecks,
  ) {}

  /**
   * Checks an app's handlers while the app is starting.
   *
   * @throws A {@link SendoConfigError} with code `config_setup_invalid`.
   */
  checkAll(): void {
    const found = this.#explore();
    const [problem] = this.#problemsOf(found);
    if (problem !== undefined && this.checks === "throw") throw setupError(problem);
    this.#report(found);
  }

  /** Returns the handlers for an account's receiver. They are looked up for each event, because modules can be loaded after startup. */
  handlersOf(account: string): WebhookHandlers {
    const lookUp = (type: SendoEventType) => ({ enumerable: true, get: () => this.#handlerOf(account, type) });
    return Object.defineProperties({}, Object.fromEntries(WEBHOOK_EVENT_TYPES.map((type) => [type, lookUp(type)])));
  }

  #handlerOf(account: string, type: SendoEventType): WebhookHandler<never> | undefined {
    const { handlers, provided } = this.#explore();
    const isFor = (handler: DeclaredHandler) => handler.account === account && handler.type === type;
    for (const [, declaring] of declaredHandlers()) {
      const comesLater = declaring.handlers.some((one) => isFor(one) && one.whenNotProvided === "retry");
      if (comesLater && !provided.has(declaring)) return handlerComesLater;
    }
    const matching = handlers.filter(isFor);
    return matching.length === 0 ? undefined : (event, context) => runHandlers(matching, event, context);
  }

  #explore(): FoundHandlers {
    // Nest has no event for lazily loaded modules. Modules are never removed, so a new module always changes the module count.
    if (this.#known?.modules === this.modules.size) return this.#known;
    const found = findHandlers([...this.discovery.getProviders(), ...this.discovery.getControllers()]);
    const isFirst = this.#known === undefined;
    // Instances that are still being created are checked again when the next event arrives.
    this.#known = { ...found, modules: found.isLoading ? -1 : this.modules.size };
    if (!isFirst) this.#report(found);
    return found;
  }

  /** Logs the problems that are found after startup. */
  #report(found: FoundHandlers): void {
    const level = this.checks === "throw" ? "error" : "warn";
    for (const problem of this.#problemsOf(found)) {
      if (!this.#told.has(problem)) this.#logger[level]({}, problem);
      this.#told.add(problem);
    }
  }

  #problemsOf(found: FoundHandlers): string[] {
    return [...this.#unreachable(found), ...found.problems, ...this.#unprovided(found)];
  }

  #unreachable({ handlers }: FoundHandlers): string[] {
    const accounts = accountsOf(this.modules);
    const withWebhooks = this.#accountsWithWebhooks();
    return handlers.flatMap(({ label, account, type }) => {
      if (!WEBHOOK_EVENT_TYPES.includes(type)) {
        return [
          `${label} is a handler for an unknown event type. The known types are ${WEBHOOK_EVENT_TYPES.join(", ")}.`,
        ];
      }
      if (!accounts.has(account)) {
        const known = [...accounts].map((name) => `"${name}"`).join(", ") || "none";
        return [
          `${label} handles events from the Sendo account "${account}", which is not registered (registered: ${known}).`,
        ];
      }
      if (withWebhooks.has(account)) return [];
      return [
        `${label} handles events from the Sendo account "${account}", which has no webhooks. ` +
          'Register the account with `webhooks: { path: "webhooks/sendo" }`.',
      ];
    });
  }

  /**
   * A handler class that no module provides is usually a mistake, except when a test loads only part of the app. It is
   * reported as a problem only if no other handler exists. Its events would then get a 200 response and be lost.
   */
  #unprovided({ handlers }: FoundHandlers): string[] {
    const withWebhooks = this.#accountsWithWebhooks();
    return [...declaredHandlers()].flatMap(
      ([prototype, { isProvided, handlers: declared }]: [object, DeclaringClass]) => {
        if (isProvided) return [];
        return declared.flatMap(({ type, account, method, whenNotProvided }) => {
          if (whenNotProvided !== undefined || !withWebhooks.has(account)) return [];
          const label = `${prototype.constructor.name}.${String(method)}`;
          if (!handlers.some((handler) => handler.type === type && handler.account === account)) {
            return [
              `${label} handles ${type}, but no module provides ${prototype.constructor.name}. No other handler exists, so ` +
                "the events would be lost. Add the class to a module's `providers`. If its module is optional or is loaded " +
                "later, set the `whenNotProvided` option of @OnSendoEvent.",
            ];
          }
          this.#warnOnce(label);
          return [];
        });
      },
    );
  }

  #warnOnce(label: string): void {
    const message = `${label} will receive no Sendo events, because no module provides its class.`;
    if (!this.#told.has(message)) this.#logger.warn({ handler: label }, message);
    this.#told.add(message);
  }

  #accountsWithWebhooks(): Set<string> {
    return new Set(registrationsOf(this.modules).flatMap(({ name, hasWebhooks }) => (hasWebhooks ? [name] : [])));
  }
}
