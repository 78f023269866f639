import type { INestApplicationContext } from "@nestjs/common";
import type { TestingModuleBuilder } from "@nestjs/testing";
import type { SendoOptions } from "@sendo/core";
import { setupError } from "@sendo/core/adapter";
import { fakeSendo, TEST_WEBHOOK_TOKEN, type FakeSendo } from "@sendo/core/testing";
import {
  ACCOUNT_OPTIONS,
  getSendoToken,
  GIVEN_OPTIONS,
  HANDLER_CHECKS,
  REGISTRATION,
  type HandlerChecks,
} from "../sendo.constants.js";
import type { SendoLateOptions, SendoWebhookOptions } from "../sendo.module-definition.js";
import type { Registration } from "../sendo.registration.js";

/** What the accounts of a test are made of, instead of the app's own options. */
export interface SendoTestOptions extends Omit<SendoOptions, "transport" | "baseUrl" | "ca"> {
  /**
   * How webhooks are received, for accounts that have them.
   *
   * @defaultValue the token is `TEST_WEBHOOK_TOKEN` of `@sendo/core/testing`, the rest as in an app
   */
  webhooks?: SendoWebhookOptions | undefined;
}

// By client, since an app may have any number of accounts, and a test any number of apps.
const fakes = new WeakMap<object, FakeSendo>();

/**
 * Gives every account of an app that is tested a `fakeSendo()` of its own: no network, no key, and an outbox to look into.
 * The app's own options are not looked at, and factories of `forRootAsync` not called; routes of webhooks stay where they are,
 * and take `TEST_WEBHOOK_TOKEN`. An `@OnSendoEvent` handler that no event can reach is a warning, because a test can compile a part
 * of the app.
 *
 * @param builder - What `Test.createTestingModule(...)` returned. It is returned again, to go on with.
 * @param options - For every account; those of `fakeSendo`, and `webhooks`.
 *
 * @example
 * ```ts
 * const app = await overrideSendo(Test.createTestingModule({ imports: [AppModule] })).compile();
 * await app.get(Tables).ready("+12065550142");
 * getFakeSendo(app).outbox.last().body; // "Your table is ready"
 * ```
 */
export function overrideSendo(builder: TestingModuleBuilder, options: SendoTestOptions = {}): TestingModuleBuilder {
  const { webhooks, ...clientOptions } = options;
  const open = (): FakeSendo["client"] => {
    const fake = fakeSendo(clientOptions);
    fakes.set(fake.client, fake);
    return fake.client;
  };
  const accountOptions = ({ hasWebhooks }: Registration): SendoLateOptions => ({
    client: open(),
    ...(hasWebhooks && { webhooks: { ...webhooks, tokens: webhooks?.tokens ?? TEST_WEBHOOK_TOKEN } }),
  });
  return (
    builder
      // A value, so that the app's own factory is not called.
      .overrideProvider(GIVEN_OPTIONS)
      .useValue({})
      .overrideProvider(ACCOUNT_OPTIONS)
      .useFactory({ factory: accountOptions, inject: [REGISTRATION] })
      // Tests compile parts of an app, in which a handler's account or its class can be missing.
      .overrideProvider(HANDLER_CHECKS)
      .useValue("warn" satisfies HandlerChecks)
      // The default account of a bare SendoModule has no options that could be replaced.
      .overrideProvider(getSendoToken())
      .useFactory({ factory: open })
  );
}

/**
 * The fake behind an account of a test whose builder went through {@link overrideSendo}: its outbox, clock and faults.
 *
 * @param app - The compiled module, or an application made from it.
 * @param name - The account's name; none for the default account. Nest's own error names an account that does not exist.
 *
 * @throws A {@link SendoConfigError} `config_setup_invalid`: the account has a client that is not one of ours.
 *
 * @example
 * ```ts
 * getFakeSendo(app, "eu").next({ kind: "accepted-then", then: "reset" });
 * ```
 */
export function getFakeSendo(app: INestApplicationContext, name?: string): FakeSendo {
  const fake = fakes.get(app.get<object>(getSendoToken(name), { strict: false }));
  if (fake !== undefined) return fake;
  throw setupError(
    "This account has no fake client: pass the builder to overrideSendo(builder) before it is compiled, with getFakeSendo from the same copy of @sendo/nestjs/testing.",
  );
}
