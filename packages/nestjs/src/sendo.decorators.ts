import { Inject } from "@nestjs/common";
import type { SendoEvent, SendoEventType, WebhookContext } from "@sendo/core";
import { checkOptionNames, invalidOption, setupError } from "@sendo/core/adapter";
import { DEFAULT_ACCOUNT, getSendoToken } from "./sendo.constants.js";

/**
 * Injects an account's client into a constructor parameter or a property. Its type is `Sendo`, or `SendoClient` if tests replace
 * the client.
 *
 * @param name - Name of the account. Omit it for the default account. The app does not start if the account does not exist.
 *
 * @example
 * ```ts
 * export class Waitlist {
 *   constructor(@InjectSendo() private readonly sendo: Sendo) {} // or @InjectSendo("eu") for the account "eu"
 * }
 * ```
 */
export function InjectSendo(name?: string): ParameterDecorator & PropertyDecorator {
  return Inject(getSendoToken(name));
}

/** Options for {@link OnSendoEvent}. */
export interface OnSendoEventOptions {
  /**
   * The account whose webhook delivers the events, or a list of such accounts. Each account must be registered with the
   * `webhooks` option. With named tokens, `context.tokenName` identifies the webhook that received an event.
   *
   * @defaultValue the default account
   */
  account?: string | readonly string[] | undefined;
  /**
   * How to handle events while no module provides the class.
   *
   * - `"ignore"`: only the event type's other handlers run, and the response is 200. Use it for an optional module, for example
   *   with `ConditionalModule`.
   * - `"retry"`: no handler runs for the event, and the response is 503. Sendo then delivers the event again, up to 6 times
   *   within 63 minutes. Use it for a module loaded by `LazyModuleLoader`. Import the class statically, so that the decorator
   *   runs before the app starts.
   *
   * @defaultValue none: if the event type has no other handler, the app does not start
   */
  whenNotProvided?: "ignore" | "retry" | undefined;
}

/** The decorator that {@link OnSendoEvent} creates, for methods that accept this event type. */
export interface SendoEventDecorator<Type extends SendoEventType> {
  <Method extends (event: SendoEvent<Type>, context: WebhookContext) => unknown>(
    target: object,
    method: string | symbol,
    descriptor: TypedPropertyDescriptor<Method>,
  ): void;
}

/**
 * Makes a provider or controller method handle one event type. To handle two event types, use the decorator twice. A
 * delivery gets a 200 response once every handler has finished and all returned promises and Observables have completed.
 * If a handler fails, the response is 500. Sendo then delivers the event again, and all handlers run again. Handlers
 * must be idempotent per message id, because Sendo does not document whether a retry has the same `event.id`. Handlers run one
 * after another, sorted by class name and then by method name. A handler that fails does not prevent the other handlers from
 * running. Its error is logged with Nest's logger, including the stack. Guards, pipes and interceptors do not run for
 * handlers.
 *
 * Handlers in a module loaded by `LazyModuleLoader` are found once the module has loaded. An app without an HTTP server, such as
 * a microservice, receives no deliveries, so its handlers are not checked.
 *
 * In a request-scoped, transient or durable provider, the methods run on a new instance for each delivery. The
 * `REQUEST` injected into that instance is the event. All handlers for a delivery share the same instances of
 * request-scoped providers.
 *
 * @throws A {@link SendoConfigError} with code `config_setup_invalid` if the decorator is used on a static method. It is also thrown at
 * startup if an account does not exist or has no `webhooks`, or if no module provides the handler's class. `config_option_invalid` for an
 * unknown or invalid option.
 *
 * @example
 * ```ts
 * @Injectable()
 * export class Replies {
 *   @OnSendoEvent("message.incoming")
 *   async onReply(event: SendoEvent<"message.incoming">): Promise<void> {
 *     await saveReply(event.message.id, event.message);
 *   }
 * }
 * ```
 */
export function OnSendoEvent<Type extends SendoEventType>(
  type: Type,
  options: OnSendoEventOptions = {},
): SendoEventDecorator<Type> {
  checkOptionNames<OnSendoEventOptions>("OnSendoEvent", options, { account: true, whenNotProvided: true });
  const { whenNotProvided } = options;
  if (!([undefined, "ignore", "retry"] as unknown[]).includes(whenNotProvided)) {
    throw invalidOption('The `whenNotProvided` option of OnSendoEvent must be "ignore" or "retry".');
  }
  return (target, method) => {
    if (typeof target === "function") {
      throw setupError(`@OnSendoEvent cannot be used on a static method (${target.name}.${String(method)}).`);
    }
    const declared = declaredHandlers();
    const ofClass = declared.get(target) ?? { isProvided: false, handlers: [] };
    for (const account of accountsIn(options, target, method)) {
      ofClass.handlers.push({ type, method, account, whenNotProvided });
    }
    declared.set(target, ofClass);
  };
}

function accountsIn(
  { account = DEFAULT_ACCOUNT }: OnSendoEventOptions,
  target: object,
  method: string | symbol,
): string[] {
  const accounts = typeof account === "string" ? [account] : [...account];
  if (accounts.length > 0) return accounts;
  const label = `${target.constructor.name}.${String(method)}`;
  throw setupError(`@OnSendoEvent on ${label} has an empty \`account\` list. Omit it for the default account.`);
}

/** @internal One use of the decorator, for one account. */
export interface DeclaredHandler {
  readonly type: SendoEventType;
  readonly method: string | symbol;
  readonly account: string;
  readonly whenNotProvided: OnSendoEventOptions["whenNotProvided"];
}

/** @internal A class's handlers, and whether a module in any app in this process provides the class. */
export interface DeclaringClass {
  isProvided: boolean;
  readonly handlers: DeclaredHandler[];
}

const DECLARED = Symbol.for("@sendo/nestjs:handlers:1");

/**
 * @internal Handlers by prototype. The handlers are not stored as metadata on the function, because another decorator
 * could replace the function. The map also contains classes that no module provides.
 */
export function declaredHandlers(): Map<object, DeclaringClass> {
  const holder = globalThis as { [DECLARED]?: Map<object, DeclaringClass> };
  return (holder[DECLARED] ??= new Map());
}
