import {
  ConfigurableModuleBuilder,
  type ConfigurableModuleAsyncOptions,
  type DynamicModule,
  type Type,
} from "@nestjs/common";
import type { SendoClient } from "@sendo/core";
import type { OutboxOptions, OutboxWorkOptions } from "../outbox-options.js";

/**
 * The module that `SendoOutboxModule.forRoot` and `forRootAsync` return. Add it to another module's `imports`. The interface is declared in this
 * package. Otherwise, under pnpm, TypeScript could not name the type of an exported module.
 */
export interface SendoOutboxDynamicModule extends DynamicModule {
  /** The module class. */
  module: Type;
}

/** Options that a factory can return. */
export interface SendoOutboxLateOptions extends Omit<OutboxOptions, "sendo" | "account" | "name"> {
  /**
   * The queue's name; see {@link OutboxOptions.name}.
   *
   * @defaultValue `"sendo-outbox"` for the default account, `"sendo-outbox-<account>"` for any other account
   */
  name?: string | undefined;
  /** Your own client. @defaultValue the client for the `SendoModule` account */
  sendo?: SendoClient | undefined;
  /**
   * Options for this process's worker, which starts after the app. With `false`, no worker starts in this process, so
   * another process must send the messages.
   *
   * @defaultValue `false`
   */
  work?: OutboxWorkOptions | false | undefined;
}

/** An outbox's name and account. */
export interface SendoOutboxRegistration {
  /** The name in `@InjectSendoOutbox(outbox)`, for an app with several outboxes. @defaultValue none: the default outbox */
  outbox?: string | undefined;
  /** The `name` of the `SendoModule` account whose client sends the messages. @defaultValue the default account */
  account?: string | undefined;
}

/** Options for `SendoOutboxModule.forRoot`. */
export type SendoOutboxModuleOptions = SendoOutboxRegistration & SendoOutboxLateOptions;

/** The interface for a class passed as `useClass` or `useExisting`. */
export interface SendoOutboxOptionsFactory {
  /** Called once, when the app starts. */
  createSendoOutboxOptions(): SendoOutboxLateOptions | Promise<SendoOutboxLateOptions>;
}

/** Options for `SendoOutboxModule.forRootAsync`. Set `useFactory`, `useClass` or `useExisting`. */
export interface SendoOutboxModuleAsyncOptions
  extends ConfigurableModuleAsyncOptions<SendoOutboxLateOptions, "createSendoOutboxOptions">, SendoOutboxRegistration {}

/** @internal Nest's builder, which creates providers from `useFactory`, `useClass` and `useExisting`. */
export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new ConfigurableModuleBuilder<SendoOutboxLateOptions>()
  .setClassMethodName("forRoot")
  .setFactoryMethodName("createSendoOutboxOptions")
  .build();
