import {
  ConfigurableModuleBuilder,
  type ConfigurableModuleAsyncOptions,
  type DynamicModule,
  type Type,
} from "@nestjs/common";
import type { SendoClient, SendoOptions, WebhookReceiverOptions } from "@sendo/core";
import { GIVEN_OPTIONS } from "./sendo.constants.js";

/** The options of `new Sendo(options)`, or a client of your own, never both. A given client is never closed by Nest. */
export type SendoClientOptions =
  | (SendoOptions & { client?: never })
  | {
      /** Used as it is, and never closed by Nest: whoever opened it closes it. */
      client: SendoClient;
    };

/**
 * What `SendoModule.forRoot` and `forRootAsync` return, for the `imports` of a module. It is an interface of this package, so that TypeScript
 * can name the type of an exported module under pnpm.
 */
export interface SendoDynamicModule extends DynamicModule {
  /** The class of the module. */
  module: Type;
}

/** Where an account's webhook is. Known when the module is defined: Nest makes routes before it asks a factory. */
export interface SendoWebhookRoute {
  /**
   * The path, below the app's global prefix as every controller's. API versioning does not apply: the address that you
   * have given to Sendo stays. At least one character.
   */
  path: string;
  /**
   * Class decorators for the webhook's controller: what exempts it from guards that apply to the whole app, such as
   * `SetMetadata("isPublic", true)` or `SkipThrottle()`. Sendo has no account in your app.
   *
   * @defaultValue none
   */
  decorators?: readonly ClassDecorator[] | undefined;
}

/** How deliveries are received: core's options, without `on`, for which there is `@OnSendoEvent`. */
export type SendoWebhookOptions = Omit<WebhookReceiverOptions, "on">;

/** What may become known as late as when the app starts. `webhooks` needs a path beside the factory. */
export type SendoLateOptions = SendoClientOptions & {
  /** Tokens and the rest of how deliveries are received. @defaultValue the defaults of {@link SendoWebhookOptions} */
  webhooks?: SendoWebhookOptions | undefined;
};

/** How an account is called. */
export interface SendoAccountName {
  /**
   * The account's name in `@InjectSendo(name)` and `@OnSendoEvent(type, { account })`: any string but the empty one.
   *
   * @defaultValue none: it is the default account, of which an app has one
   */
  name?: string | undefined;
}

/** What `SendoModule.forRoot` takes. */
export type SendoModuleOptions = SendoAccountName &
  SendoClientOptions & {
    /**
     * Receives webhooks there.
     *
     * @defaultValue none: no route is made, and `@OnSendoEvent` for this account is rejected at start
     */
    webhooks?: (SendoWebhookRoute & SendoWebhookOptions) | undefined;
  };

/** What a class for `useClass` or `useExisting` implements. */
export interface SendoOptionsFactory {
  /** Called once, when the app starts; for each request if the class depends on the request. */
  createSendoOptions(): SendoLateOptions | Promise<SendoLateOptions>;
}

/** What `SendoModule.forRootAsync` takes: one of `useFactory`, `useClass` and `useExisting`, and what cannot be late. */
export interface SendoModuleAsyncOptions
  extends ConfigurableModuleAsyncOptions<SendoLateOptions, "createSendoOptions">, SendoAccountName {
  /**
   * Receives webhooks there. `tokens` and the other options may stand here or come from the factory. If the factory depends on
   * the request, they must stand here.
   *
   * @defaultValue none: no route is made
   */
  webhooks?: (SendoWebhookRoute & SendoWebhookOptions) | undefined;
}

/** @internal Nest's own making of providers from `useFactory`, `useClass` and `useExisting`. */
export const { ConfigurableModuleClass } = new ConfigurableModuleBuilder<SendoLateOptions>({
  optionsInjectionToken: GIVEN_OPTIONS,
})
  .setClassMethodName("forRoot")
  .setFactoryMethodName("createSendoOptions")
  .build();
