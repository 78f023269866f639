import { Inject } from "@nestjs/common";
import type { SendoEvent, SendoEventType, WebhookContext } from "@sendo/core";
import { checkOptionNames, invalidOption, setupError } from "@sendo/core/adapter";
import { DEFAULT_ACCOUNT, getSendoToken } from "./sendo.constants.js";

/**
 * Injects an account's client into a constructor parameter or a property. Its type is `Sendo`, or `SendoClient` where
 * tests put something else in its place.
 *
 * @param name - The account's name; none for the default account. Nest does not start when there is no such account.
 *
 * @example
 * ```ts
 * export class Waitlist {
 *   constructor(@InjectSendo() private readonly sendo: Sendo) {} // "eu" instead of nothing: the account of that name
 * }
 * ```
 */
export function InjectSendo(name?: string): ParameterDecorator & PropertyDecorator {
  return Inject(getSendoToken(name));
}

/** Which deliveries an {@link OnSendoEvent} method handles, besides their type. */
export interface OnSendoEventOptions {
  /**
   * The account whose webhook delivers the events, or a list of several. Each must be registered with `webhooks`. Which one an
   * event came through is `context.tokenName`, where tokens are named.
   *
   * @defaultValue the default account
   */
  account?: string | readonly string[] | undefined;
  /**
   * What happens to the events while no module provides the class.
   *
   * - `"ignore"`: the event runs the other handlers of its type, if there are any, and is answered 200. For a module that can be
   *   switched off, such as with `ConditionalModule`.
   * - `"retry"`: the event runs no handler and is answered 503, so that Sendo delivers it again, up to 6 times within 63 minutes. For
   *   a module that `LazyModuleLoader` loads. Import its class statically, so that the decorator runs before the app starts.
   *
   * @defaultValue none: the app does not start if nothing else handles the events
   */
  whenNotProvided?: "ignore" | "retry" | undefined;
}

/** What {@link OnSendoEvent} returns: a decorator for methods that take this type of event. */
export interface SendoEventDecorator<Type extends SendoEventType> {
  <Method extends (event: SendoEvent<Type>, context: WebhookContext) => unknown>(
    target: object,
    method: string | symbol,
    descriptor: TypedPropertyDescriptor<Method>,
  ): void;
}

/**
 * Makes a method of a provider or controller handle one type of event. Put it on a method twice for two types. The delivery is
 * answered 200 when every handler of the event has finished, and with it the promise or Observable that it returned. It is answered
 * 500 when one has thrown or failed; Sendo then delivers the event again, and all of them run again. So make handlers idempotent by
 * the message's id: whether a retry keeps `event.id` is not documented. They run one after another, sorted by class and method name, and one that throws does not keep the others from
 * running. What it throws goes to Nest's logger, with its stack. Guards, pipes and interceptors do not apply to handlers.
 *
 * Handlers of a module that `LazyModuleLoader` loads are found when it has loaded. An app without an HTTP server, such as a
 * microservice, receives no deliveries, so nothing is checked there.
 *
 * In a request-scoped, transient or durable provider the methods run on a new instance for each delivery, whose `REQUEST` is the
 * event. All handlers of a delivery share what is request-scoped.
 *
 * @throws A {@link SendoConfigError} `config_setup_invalid` on a static method, and when the app starts: if an account does
 * not exist or has no `webhooks`, or if nothing handles the events because no module provides the class. `config_option_invalid` for
 * an unknown or unusable option.
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
    throw invalidOption('The option `whenNotProvided` of OnSendoEvent must be "ignore" or "retry".');
  }
  return (target, method) => {
    if (typeof target === "function") {
      throw setupError(`@OnSendoEvent cannot be on a static method (${target.name}.${String(method)}).`);
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
  throw setupError(
    `@OnSendoEvent on ${label} names no account: the list \`account\` is empty. Leave it out for the default account.`,
  );
}

/** @internal One use of the decorator, for one account. */
export interface DeclaredHandler {
  readonly type: SendoEventType;
  readonly method: string | symbol;
  readonly account: string;
  readonly whenNotProvided: OnSendoEventOptions["whenNotProvided"];
}

/** @internal What a class declares, and whether some app of this process has provided it. */
export interface DeclaringClass {
  isProvided: boolean;
  readonly handlers: DeclaredHandler[];
}

const DECLARED = Symbol.for("@sendo/nestjs:handlers:1");

/**
 * @internal By prototype and method name, and not as metadata of the function: another decorator may replace the
 * function, and only a list tells of classes that nobody provides.
 */
export function declaredHandlers(): Map<object, DeclaringClass> {
  const holder = globalThis as { [DECLARED]?: Map<object, DeclaringClass> };
  return (holder[DECLARED] ??= new Map());
}
