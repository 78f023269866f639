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

/** Providers that exist once per app, no matter how many accounts it has. */
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
 * The default account. All modules that import `SendoModule` without options, or call `forRoot` without a name, share this
 * account. If there is a `forRoot` call without a name, its options apply. Otherwise, the options come from environment
 * variables. An app that has only named accounts has no default account.
 */
@Global()
@Module({
  imports: [SendoCoreModule],
  providers: [clientProvider(DEFAULT_ACCOUNT, { isOptional: true })],
  exports: [getSendoToken()],
})
class SendoDefaultModule {}

/**
 * Sendo for a NestJS app on Express or Fastify. If you import `SendoModule` without options, it reads all settings from
 * environment variables such as `SENDO_API_KEY`. Any module can inject the accounts' clients with {@link InjectSendo}. When the
 * app closes, all other shutdown hooks run first. The clients then wait until sends in flight have finished. They close
 * afterwards. To handle signals, call `app.enableShutdownHooks()`.
 *
 * A feature module that imports `SendoModule` without options gets the default account, no matter which module configures it.
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
   * Registers an account with static options. For several accounts, call it once per account with a `name`.
   *
   * @throws A {@link SendoConfigError} with code `config_setup_invalid` for an empty name or path. It is also thrown at
   * startup, with `config_api_key_missing` or another `config_` code from `new Sendo(options)` or `createWebhookReceiver`. It
   * has the code `config_setup_invalid` at startup if two different registrations have the same name, or if a handler cannot
   * receive any events.
   */
  static forRoot(options: SendoModuleOptions = {}): SendoDynamicModule {
    const { name = DEFAULT_ACCOUNT, webhooks, ...client } = options;
    const names = Object.keys(options);
    // This call is equivalent to importing `SendoModule` itself.
    if (names.length === 0) return { module: SendoModule };
    const call = `forRoot({ ${names.join(", ")} })`;
    return register({ name, call, options }, ConfigurableModuleClass.forRoot(client), webhooks);
  }

  /**
   * Registers an account whose options come from other providers. The webhook's route is static, but its tokens can come from the
   * factory function.
   *
   * If the factory depends on the request (through `REQUEST`, or any request-scoped or durable provider), each distinct set of
   * options gets its own client. A tenant's messages are therefore never sent with another tenant's key. Functions and objects such as
   * stores are compared by identity. The app keeps the 1,000 most recently used clients and closes them on shutdown. The webhook
   * has one receiver for all requests, so its `tokens` must be set next to its `path`.
   *
   * @throws A {@link SendoConfigError} as described for {@link SendoModule.forRoot}, or with code
   * `config_setup_invalid` for an unknown option. It is also thrown if the factory returns nothing, or returns webhook options
   * without a path. If the factory depends on the request, a webhook without a token causes this error at startup. A request
   * fails with this error if such a factory returns `webhooks`, `apiKey: undefined` or `client: undefined`. The same applies if
   * the returned `apiKey` is a function and `rateLimit.account` is missing.
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
  if (name === "") throw setupError("The `name` of a Sendo account is empty. Omit it for the default account.");
  if (webhooks && (typeof webhooks.path !== "string" || webhooks.path === "")) {
    throw setupError('SendoModule\'s `webhooks` needs a `path`, such as "webhooks/sendo".');
  }
  const isNamed = name !== DEFAULT_ACCOUNT;
  // Each account gets its own class. Nest can compare modules by their content, and two closures would look the same to Nest.
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
        `The factory passed to SendoModule.${call} returned no options. Return {} to use the environment variables.`,
      );
    }
    const { webhooks: late } = options;
    if (late === undefined) return hasWebhooks ? { ...options, webhooks: known } : options;
    if (!hasWebhooks) {
      throw setupError(
        `The factory passed to SendoModule.${call} returned webhook options, but no webhook route is configured: ` +
          "set `webhooks: { path }` next to the factory.",
      );
    }
    const twice = Object.keys(late).find((name) => Object.hasOwn(known, name));
    if (twice === undefined) return { ...options, webhooks: { ...known, ...late } };
    throw setupError(
      `The webhook configured in SendoModule.${call} sets \`${twice}\` twice: next to its \`path\`, and in the factory's result. Keep one.`,
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
