import {
  ConfigurableModuleBuilder,
  type ConfigurableModuleAsyncOptions,
  type DynamicModule,
  type Type,
} from "@nestjs/common";
import type { SendoClient } from "@sendo/core";
import type { OutboxOptions, OutboxWorkOptions } from "../outbox-options.js";

/**
 * What `SendoOutboxModule.forRoot` and `forRootAsync` return, for the `imports` of a module. It is an interface of this package, so that
 * TypeScript can name the type of an exported module under pnpm.
 */
export interface SendoOutboxDynamicModule extends DynamicModule {
  /** The class of the module. */
  module: Type;
}

/** What may become known as late as when the app starts. */
export interface SendoOutboxLateOptions extends Omit<OutboxOptions, "sendo" | "account" | "name"> {
  /**
   * The queue's name; see {@link OutboxOptions.name}.
   *
   * @defaultValue `"sendo-outbox"` for the default account, `"sendo-outbox-<account>"` for another one
   */
  name?: string | undefined;
  /** A client of your own. @defaultValue the client of `SendoModule`'s account */
  sendo?: SendoClient | undefined;
  /**
   * Sends in this process too, from when the app has started. `false`: it only takes messages, and a worker elsewhere sends.
   *
   * @defaultValue `false`
   */
  work?: OutboxWorkOptions | false | undefined;
}

/** How an outbox is called, and whose client it uses. */
export interface SendoOutboxRegistration {
  /** Its name in `@InjectSendoOutbox(outbox)`, for an app that has several. @defaultValue none: the default outbox */
  outbox?: string | undefined;
  /** The `name` of the account of `SendoModule` whose client sends. @defaultValue its default account */
  account?: string | undefined;
}

/** What `SendoOutboxModule.forRoot` takes. */
export type SendoOutboxModuleOptions = SendoOutboxRegistration & SendoOutboxLateOptions;

/** What a class for `useClass` or `useExisting` implements. */
export interface SendoOutboxOptionsFactory {
  /** Called once, when the app starts. */
  createSendoOutboxOptions(): SendoOutboxLateOptions | Promise<SendoOutboxLateOptions>;
}

/** What `SendoOutboxModule.forRootAsync` takes: one of `useFactory`, `useClass` and `useExisting`. */
export interface SendoOutboxModuleAsyncOptions
  extends ConfigurableModuleAsyncOptions<SendoOutboxLateOptions, "createSendoOutboxOptions">, SendoOutboxRegistration {}

/** @internal Nest's own making of providers from `useFactory`, `useClass` and `useExisting`. */
export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new ConfigurableModuleBuilder<SendoOutboxLateOptions>()
  .setClassMethodName("forRoot")
  .setFactoryMethodName("createSendoOutboxOptions")
  .build();
