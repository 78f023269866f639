import { Global, Module, type DynamicModule, type FactoryProvider } from "@nestjs/common";
import { DiscoveryModule } from "@nestjs/core";
import type { SendoClient } from "@sendo/core";
import { checkOptionNames, setupError, type OptionNames } from "@sendo/core/adapter";
import { SendoClients } from "./sendo-clients.js";
import { SendoShutdownModule } from "./sendo-shutdown.module.js";
import {
  ACCOUNT_OPTIONS,
  DEFAULT_ACCOUNT,
  getSendoToken,
  GIVEN_OPTIONS,
  HANDLER_CHECKS,
  optionsToken,
  REGISTRATION,
  type HandlerChecks,
} from "./sendo.constants.js";
import {
  ConfigurableModuleClass,
  type SendoDynamicModule,
  type SendoLateOptions,
  type SendoModuleAsyncOptions,
  type SendoModuleOptions,
  type SendoWebhookOptions,
  type SendoWebhookRoute,
} from "./sendo.module-definition.js";
import type { Registration } from "./sendo.registration.js";
import { createWebhookController } from "./sendo-webhook.controller.js";
import { SendoWebhookExplorer } from "./sendo-webhook.explorer.js";
import { SendoWebhookReceivers } from "./sendo-webhook.receivers.js";

/** What an app has once, however many accounts it has. */
@Global()
@Module({
  imports: [DiscoveryModule, SendoShutdownModule],
  providers: [
    SendoClients,
    SendoWebhookExplorer,
    SendoWebhookReceivers,
    { provide: HANDLER_CHECKS, useValue: "throw" satisfies HandlerChecks },
  ],
  exports: [SendoClients, SendoWebhookReceivers],
})
class SendoCoreModule {}

/**
 * The default account, which the bare module and an unnamed `forRoot` share wherever they are imported: from the options
 * of that `forRoot`, else from the environment. An app with named accounts alone does not have it.
 */
@Global()
@Module({
  imports: [SendoCoreModule],
  providers: [clientProvider(DEFAULT_ACCOUNT, { isOptional: true })],
  exports: [getSendoToken()],
})
class SendoDefaultModule {}

/**
 * Sendo in a NestJS app, on Express or on Fastify. Imported bare it takes everything from the environment
 * (`SENDO_API_KEY` and the others). Its clients are there in every module, by {@link InjectSendo}. When the app closes
 * (`app.enableShutdownHooks()` for signals), they are closed after all other shutdown hooks, and wait for the sends in flight.
 *
 * A feature module may import it bare for its own sake: it gets the same default account, whichever module configures it.
 *
 * @example
 * ```ts
 * @Injectable()
 * export class Waitlist {
 *   constructor(@InjectSendo() private readonly sendo: Sendo) {}
 *
 *   tableReady(phone: string) {
 *     return this.sendo.messages.send({ to: phone, body: "Your table is ready. Reply 1 to come." });
 *   }
 *
 *   @OnSendoEvent("message.incoming")
 *   onReply(event: SendoEvent<"message.incoming">): void {}
 * }
 *
 * @Module({ imports: [SendoModule.forRoot({ webhooks: { path: "webhooks/sendo" } })], providers: [Waitlist] })
 * export class AppModule {}
 * ```
 */
@Module({ imports: [SendoDefaultModule] })
export class SendoModule {
  /**
   * Registers an account whose options are known now. Several accounts: one call each, with a `name`.
   *
   * @throws A {@link SendoConfigError} here: `config_setup_invalid` for an empty name or path. When the app starts:
   * `config_api_key_missing` and the other `config_` codes of `new Sendo(options)`; those of `createWebhookReceiver`;
   * `config_setup_invalid` when two different registrations have one name, or a handler cannot be reached.
   */
  static forRoot(options: SendoModuleOptions = {}): SendoDynamicModule {
    const { name = DEFAULT_ACCOUNT, webhooks, ...client } = options;
    const names = Object.keys(options);
    // Says no more than the bare module does.
    if (names.length === 0) return { module: SendoModule };
    const call = `forRoot({ ${names.join(", ")} })`;
    return register({ name, call, options }, ConfigurableModuleClass.forRoot(client), webhooks);
  }

  /**
   * Registers an account whose options come from other providers. The route of its webhook is static; tokens may be late.
   *
   * If the factory depends on the request (through `REQUEST`, or any request-scoped or durable provider), each set of options that
   * differs has a client of its own, so a tenant's messages never go out with another tenant's key. Functions and objects such
   * as stores are compared by identity. The app keeps the 1,000 clients that were used last, and closes them when it closes. The
   * webhook has one receiver for all requests, so its `tokens` must stand next to its `path`.
   *
   * @throws A {@link SendoConfigError} as {@link SendoModule.forRoot}; and `config_setup_invalid` here for an option that does not
   * exist; when the factory returns nothing, or options for webhooks that have no path; and for a factory that depends on the
   * request: at startup if its webhook has no token, and for a request if it returns `webhooks`, `apiKey: undefined`,
   * `client: undefined`, or a function as `apiKey` without `rateLimit.account`.
   *
   * @example
   * ```ts
   * SendoModule.forRootAsync({
   *   webhooks: { path: "webhooks/sendo" },
   *   inject: [ConfigService],
   *   useFactory: (config: ConfigService) => ({
   *     apiKey: config.getOrThrow("SENDO_API_KEY"),
   *     webhooks: { tokens: config.getOrThrow("SENDO_WEBHOOK_TOKEN") },
   *   }),
   * });
   * ```
   */
  static forRootAsync(options: SendoModuleAsyncOptions): SendoDynamicModule {
    checkOptionNames<SendoModuleAsyncOptions>("SendoModule.forRootAsync", options, ASYNC_NAMES);
    const { name = DEFAULT_ACCOUNT, webhooks, ...factory } = options;
    if (!factory.useFactory && !factory.useClass && !factory.useExisting) {
      throw setupError("SendoModule.forRootAsync needs `useFactory`, `useClass` or `useExisting`.");
    }
    const call = name === DEFAULT_ACCOUNT ? "forRootAsync(...)" : `forRootAsync({ name: "${name}" })`;
    return register({ name, call }, ConfigurableModuleClass.forRootAsync(factory), webhooks);
  }
}

function register(
  { name, ...known }: Pick<Registration, "name" | "call" | "options">,
  { imports = [], providers = [] }: DynamicModule,
  webhooks: (SendoWebhookRoute & SendoWebhookOptions) | undefined,
): DynamicModule {
  if (name === "") throw setupError("The `name` of a Sendo account is empty; leave it out for the default account.");
  if (webhooks && (typeof webhooks.path !== "string" || webhooks.path === "")) {
    throw setupError('SendoModule\'s `webhooks` needs a `path`, such as "webhooks/sendo".');
  }
  const isNamed = name !== DEFAULT_ACCOUNT;
  // A class of its own, since Nest may tell modules apart by their contents, and two closures look the same to it.
  const module: DynamicModule = { module: class SendoAccountModule {}, global: true };
  const { path = "", decorators, ...received } = webhooks ?? {};
  const hasWebhooks = webhooks !== undefined;
  const registration: Registration = { name, ...known, hasWebhooks, webhooks: received, module };
  return Object.assign(module, {
    imports: [...imports, isNamed ? SendoCoreModule : SendoDefaultModule],
    providers: [
      ...providers,
      { provide: REGISTRATION, useValue: registration },
      { provide: ACCOUNT_OPTIONS, useFactory: checkLateOptions(registration), inject: [GIVEN_OPTIONS] },
      { provide: optionsToken(name), useExisting: ACCOUNT_OPTIONS },
      ...(isNamed ? [clientProvider(name)] : []),
    ],
    controllers: hasWebhooks
      ? [createWebhookController(registration, { path, ...(decorators && { decorators }) })]
      : [],
    exports: [optionsToken(name), ...(isNamed ? [getSendoToken(name)] : [])],
  });
}

function clientProvider(name: string, { isOptional = false } = {}): FactoryProvider<SendoClient> {
  return {
    provide: getSendoToken(name),
    useFactory: (clients: SendoClients, options?: SendoLateOptions) => clients.open(name, options),
    inject: [SendoClients, { token: optionsToken(name), optional: isOptional }],
  };
}

function checkLateOptions({ call, hasWebhooks, webhooks: known }: Registration) {
  return (options: SendoLateOptions | undefined): SendoLateOptions => {
    if (typeof options !== "object" || options === null) {
      throw setupError(
        `The factory of SendoModule.${call} returned no options; {} stands for those of the environment.`,
      );
    }
    const { webhooks: late } = options;
    if (late === undefined) return hasWebhooks ? { ...options, webhooks: known } : options;
    if (!hasWebhooks) {
      throw setupError(
        `The factory of SendoModule.${call} returned options for webhooks that have no route: ` +
          "put `webhooks: { path }` beside the factory.",
      );
    }
    const twice = Object.keys(late).find((name) => Object.hasOwn(known, name));
    if (twice === undefined) return { ...options, webhooks: { ...known, ...late } };
    throw setupError(
      `The webhook of SendoModule.${call} has \`${twice}\` twice, next to its \`path\` and from the factory. Keep one.`,
    );
  };
}

const ASYNC_NAMES: OptionNames<SendoModuleAsyncOptions> = {
  name: true,
  webhooks: true,
  imports: true,
  inject: true,
  useFactory: true,
  useClass: true,
  useExisting: true,
  provideInjectionTokensFrom: true,
};
