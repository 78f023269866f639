import { Module, type DynamicModule, type OnApplicationBootstrap } from "@nestjs/common";
import { ModulesContainer } from "@nestjs/core";
import type { SendoClient } from "@sendo/core";
import { setupError } from "@sendo/core/adapter";
import { getSendoToken, nestLogger, SendoShutdown, SendoShutdownModule } from "@sendo/nestjs";
import { createOutbox } from "../outbox.js";
import type { SendoOutbox } from "../sendo-outbox.js";
import { OutboxScope } from "./outbox-scope.js";
import { DEFAULT_OUTBOX, getSendoOutboxToken } from "./sendo-outbox-token.js";
import {
  ConfigurableModuleClass,
  MODULE_OPTIONS_TOKEN,
  type SendoOutboxDynamicModule,
  type SendoOutboxLateOptions,
  type SendoOutboxModuleAsyncOptions,
  type SendoOutboxModuleOptions,
  type SendoOutboxRegistration,
} from "./sendo-outbox.module-definition.js";

// The default account's name in `@sendo/nestjs`.
const DEFAULT_ACCOUNT = "default";

/** An outbox that starts and closes with its app. */
class RunningOutbox implements OnApplicationBootstrap {
  constructor(
    private readonly outbox: SendoOutbox,
    private readonly options: SendoOutboxLateOptions,
    shutdown: SendoShutdown,
  ) {
    // The outbox closes late in the shutdown, because jobs in other queues can enqueue messages until then. It closes before
    // the clients, because messages in flight need them.
    shutdown.add("beforeClients", () => outbox.close());
  }

  /** Starts the worker after every module has had a chance to add listeners. */
  onApplicationBootstrap(): void {
    if (this.options.work) this.outbox.work(this.options.work);
  }
}

/**
 * A durable outbox in a NestJS app. It uses the client from `SendoModule`. Every module can inject the outbox with {@link
 * InjectSendoOutbox}. When the app closes, the outbox waits for messages in flight. To handle signals, call `app.enableShutdownHooks()`.
 *
 * @example
 * ```ts
 * @Injectable()
 * export class Reminders {
 *   constructor(@InjectSendoOutbox() private readonly outbox: SendoOutbox) {}
 *
 *   remind(id: string, phone: string) {
 *     return this.outbox.enqueue({ to: phone, body: "Tomorrow at 9" }, { idempotencyKey: `reminder-${id}` });
 *   }
 * }
 *
 * @Module({
 *   imports: [
 *     SendoModule.forRoot({ idempotency: redisIdempotencyStore(redis) }),
 *     SendoOutboxModule.forRoot({ connection: redis, work: { concurrency: 20 } }),
 *   ],
 *   providers: [Reminders],
 * })
 * export class AppModule {}
 * ```
 */
@Module({})
export class SendoOutboxModule {
  /**
   * Registers an outbox with static options.
   *
   * @throws A {@link SendoConfigError} at startup if `createOutbox` or `work` rejects the options. The code is `config_setup_invalid` if
   * there is neither a `SendoModule` nor a `sendo` option, or if the account's options depend on the request.
   */
  static forRoot(options: SendoOutboxModuleOptions): SendoOutboxDynamicModule {
    const { outbox, account, ...late } = options;
    return register({ outbox, account, client: late.sendo }, ConfigurableModuleClass.forRoot(late));
  }

  /**
   * Registers an outbox whose options come from other providers.
   *
   * @throws The same {@link SendoConfigError} as {@link SendoOutboxModule.forRoot}. It is also thrown at startup if the
   * factory depends on the request, that is, on `REQUEST` or on any request-scoped or durable provider.
   *
   * @example
   * ```ts
   * SendoOutboxModule.forRootAsync({
   *   inject: [ConfigService],
   *   useFactory: (config: ConfigService) => ({ connection: { url: config.getOrThrow("REDIS_URL") }, work: {} }),
   * });
   * ```
   */
  static forRootAsync({ outbox, account, ...factory }: SendoOutboxModuleAsyncOptions): SendoOutboxDynamicModule {
    if (!factory.useFactory && !factory.useClass && !factory.useExisting) {
      throw setupError("SendoOutboxModule.forRootAsync needs `useFactory`, `useClass` or `useExisting`.");
    }
    return register({ outbox, account }, ConfigurableModuleClass.forRootAsync(factory));
  }
}

function register(
  { outbox, account, client }: SendoOutboxRegistration & { readonly client?: SendoClient | undefined },
  { imports = [], providers = [] }: DynamicModule,
): DynamicModule {
  const token = getSendoOutboxToken(outbox);
  // Each outbox gets its own class. Nest can compare modules by their content, and two closures would look the same to Nest.
  const module = class SendoOneOutboxModule {};
  const names = { outbox: outbox ?? DEFAULT_OUTBOX, account: account ?? DEFAULT_ACCOUNT };
  return {
    module,
    global: true,
    imports: [...imports, SendoShutdownModule],
    providers: [
      ...providers,
      {
        provide: token,
        useFactory: (options: SendoOutboxLateOptions, ofAccount: SendoClient | undefined) =>
          open(options, ofAccount, account),
        inject: [
          MODULE_OPTIONS_TOKEN,
          // If the account's client were injected and request-scoped, the outbox would become request-scoped too. An outbox
          // with its own client must not depend on it.
          ...(client === undefined ? [{ token: getSendoToken(account), optional: true }] : []),
        ],
      },
      {
        provide: RunningOutbox,
        useFactory: (running: SendoOutbox, options: SendoOutboxLateOptions, shutdown: SendoShutdown) =>
          new RunningOutbox(running, options, shutdown),
        inject: [token, MODULE_OPTIONS_TOKEN, SendoShutdown],
      },
      {
        provide: OutboxScope,
        useFactory: (modules: ModulesContainer) => new OutboxScope(modules, module, token, names),
        inject: [ModulesContainer],
      },
    ],
    exports: [token],
  };
}

function open(
  options: SendoOutboxLateOptions,
  client: SendoClient | undefined,
  account: string | undefined,
): SendoOutbox {
  const { sendo = client, work: _, ...rest } = options ?? {};
  if (sendo === undefined) {
    throw setupError(
      "SendoOutboxModule cannot find a client: import SendoModule (with `idempotency`), or pass `sendo`.",
    );
  }
  const { name = queueNameOf(account), logger = nestLogger("SendoOutbox") } = rest;
  return createOutbox({ ...rest, name, logger, sendo });
}

/** Each account has its own queue. An account name can contain characters that are not allowed in a queue name. */
function queueNameOf(account: string | undefined): string | undefined {
  const isDefault = account === undefined || getSendoToken(account) === getSendoToken();
  return isDefault ? undefined : `sendo-outbox-${encodeURIComponent(account)}`;
}
