import {
  ConfigurableModuleBuilder,
  type ConfigurableModuleAsyncOptions,
  type DynamicModule,
  type Type,
} from "@nestjs/common";
import type { SendoClient, SendoOptions, WebhookReceiverOptions } from "@sendo/core";
import { GIVEN_OPTIONS } from "./sendo.constants.js";

/** Options for `new Sendo(options)`, or your own client. */
export type SendoClientOptions =
  | (SendoOptions & { client?: never })
  | {
      /** Your own client, which Nest never closes. */
      client: SendoClient;
    };

/**
 * Result of `SendoModule.forRoot` and `forRootAsync`, to be listed in a module's `imports`. This package declares the
 * interface so that TypeScript can name it in the type of a module that you export, even with pnpm.
 */
export interface SendoDynamicModule extends DynamicModule {
  /** The module class. */
  module: Type;
}

/**
 * Route for an account's webhook. It must be known when the module is defined, because Nest creates routes before it calls a
 * factory.
 */
export interface SendoWebhookRoute {
  /**
   * The webhook's path, which must not be empty. Nest prepends the app's global prefix to this path. API versioning does not apply, so
   * the URL registered with Sendo stays valid.
   */
  path: string;
  /**
   * Class decorators for the webhook's controller. For example, `SetMetadata("isPublic", true)` or `SkipThrottle()` can
   * exempt the controller from app-wide guards.
   *
   * @defaultValue none
   */
  decorators?: readonly ClassDecorator[] | undefined;
}

/** Options for receiving deliveries: core's options without `on`, which `@OnSendoEvent` replaces. */
export type SendoWebhookOptions = Omit<WebhookReceiverOptions, "on">;

/** Options that a factory can return at startup. The `path` of `webhooks` must be set outside the factory. */
export type SendoLateOptions = SendoClientOptions & {
  /** Tokens and other options for receiving deliveries. @defaultValue the defaults in {@link SendoWebhookOptions} */
  webhooks?: SendoWebhookOptions | undefined;
};

/** An account's name. */
export interface SendoAccountName {
  /**
   * Name of the account in `@InjectSendo(name)` and `@OnSendoEvent(type, { account })`. It must not be empty.
   *
   * @defaultValue none: the default account (an app can have only one)
   */
  name?: string | undefined;
}

/** Options for `SendoModule.forRoot`. */
export type SendoModuleOptions = SendoAccountName &
  SendoClientOptions & {
    /**
     * Webhook route and its options.
     *
     * @defaultValue none: no route is created, and the app does not start if `@OnSendoEvent` is used for this account
     */
    webhooks?: (SendoWebhookRoute & SendoWebhookOptions) | undefined;
  };

/** Interface for a class passed as `useClass` or `useExisting`. */
export interface SendoOptionsFactory {
  /** Called once at startup, or for each request if the class depends on the request. */
  createSendoOptions(): SendoLateOptions | Promise<SendoLateOptions>;
}

/** Options for `SendoModule.forRootAsync`: one of `useFactory`, `useClass` or `useExisting`, plus static options. */
export interface SendoModuleAsyncOptions
  extends ConfigurableModuleAsyncOptions<SendoLateOptions, "createSendoOptions">, SendoAccountName {
  /**
   * Webhook route and its options. The factory can also return `tokens` and the other options. If the factory depends on the
   * request, set these options here.
   *
   * @defaultValue none: no route is created
   */
  webhooks?: (SendoWebhookRoute & SendoWebhookOptions) | undefined;
}

/** @internal Nest's builder, which creates providers from `useFactory`, `useClass` and `useExisting`. */
export const { ConfigurableModuleClass } = new ConfigurableModuleBuilder<SendoLateOptions>({
  optionsInjectionToken: GIVEN_OPTIONS,
})
  .setClassMethodName("forRoot")
  .setFactoryMethodName("createSendoOptions")
  .build();
