import {
  ConfigurableModuleBuilder,
  type ConfigurableModuleAsyncOptions,
  type DynamicModule,
  type Type,
} from "@nestjs/common";
import type { SendoClient } from "@sendo/core";
import type { OutboxOptions, OutboxWorkOptions } from "../outbox-options.js";

/**
 * The module that `SendoOutboxModule.forRoot` and `forRootAsync` return, for the `imports` of another module. The interface is part of this
 * package, because TypeScript could not name the type of an exported module under pnpm otherwise.
 */
export interface SendoOutboxDynamicModule extends DynamicModule {
  /** The class of the module. */
  module: Type;
}

/** Options that a factory can return. */
export interface SendoOutboxLateOptions extends Omit<OutboxOptions, "sendo" | "account" | "name"> {
  /**
   * The queue's name; see {@link OutboxOptions.name}.
   *
   * @defaultValue `"sendo-outbox"` for the default account, `"sendo-outbox-<account>"` for another one
   */
  name?: string | undefined;
  /** Your own client. @defaultValue the client of `SendoModule`'s account */
  sendo?: SendoClient | undefined;
  /**
   * Options of the worker in this process, which starts after the app. `false` starts none, and another process sends the messages.
   *
   * @defaultValue `false`
   */
  work?: OutboxWorkOptions | false | undefined;
}

/** The name and the account of an outbox. */
export interface SendoOutboxRegistration {
  /** The name in `@InjectSendoOutbox(outbox)`, for an app with several outboxes. @defaultValue none: the default outbox */
  outbox?: string | undefined;
  /** The `name` of the account in `SendoModule` whose client sends. @defaultValue the default account */
  account?: string | undefined;
}

/** Options of `SendoOutboxModule.forRoot`. */
export type SendoOutboxModuleOptions = SendoOutboxRegistration & SendoOutboxLateOptions;

/** The interface of a class for `useClass` or `useExisting`. */
export interface SendoOutboxOptionsFactory {
  /** Called once, when the app starts. */
  createSendoOutboxOptions(): SendoOutboxLateOptions | Promise<SendoOutboxLateOptions>;
}

/** Options of `SendoOutboxModule.forRootAsync`: one of `useFactory`, `useClass` and `useExisting`. */
export interface SendoOutboxModuleAsyncOptions
  extends ConfigurableModuleAsyncOptions<SendoOutboxLateOptions, "createSendoOutboxOptions">, SendoOutboxRegistration {}

/** @internal Nest's builder, which creates providers from `useFactory`, `useClass` and `useExisting`. */
export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new ConfigurableModuleBuilder<SendoOutboxLateOptions>()
  .setClassMethodName("forRoot")
  .setFactoryMethodName("createSendoOutboxOptions")
  .build();
