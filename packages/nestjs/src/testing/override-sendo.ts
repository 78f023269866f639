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

/** Options for the fake accounts. The app's own options are ignored. */
export interface SendoTestOptions extends Omit<SendoOptions, "transport" | "baseUrl" | "ca"> {
  /**
   * Options for receiving webhooks. They apply to accounts that have webhooks.
   *
   * @defaultValue the app's defaults, with the token `TEST_WEBHOOK_TOKEN` from `@sendo/core/testing`
   */
  webhooks?: SendoWebhookOptions | undefined;
}

// Keyed by client, because an app can have several accounts, and a test can have several apps.
const fakes = new WeakMap<object, FakeSendo>();

/**
 * In an app under test, replaces every account's client with a separate `fakeSendo()`. A fake needs neither network access nor an API key,
 * and it has an outbox for assertions. The app's own options are ignored, and factories passed to `forRootAsync` are not
 * called. Webhook routes keep their paths and accept `TEST_WEBHOOK_TOKEN`. A handler that cannot receive any events causes only a warning,
 * because a test can compile just part of the app.
 *
 * @param builder - Result of `Test.createTestingModule(...)`. The function returns the same builder.
 * @param options - Options for every account: the options for `fakeSendo`, and `webhooks`.
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
      // The provider is replaced with a value, so that the app's own factory is not called.
      .overrideProvider(GIVEN_OPTIONS)
      .useValue({})
      .overrideProvider(ACCOUNT_OPTIONS)
      .useFactory({ factory: accountOptions, inject: [REGISTRATION] })
      // A test can compile just part of the app, without the account or class that a handler needs.
      .overrideProvider(HANDLER_CHECKS)
      .useValue("warn" satisfies HandlerChecks)
      // If the app imports the bare SendoModule, the default account has no options to replace.
      .overrideProvider(getSendoToken())
      .useFactory({ factory: open })
  );
}

/**
 * Returns an account's fake client. The app's builder must have been passed to {@link overrideSendo}. The fake provides an outbox, a
 * clock and fault injection.
 *
 * @param app - The compiled module, or an application created from it.
 * @param name - Name of the account. Omit it for the default account. If the account is unknown, Nest throws its own error.
 *
 * @throws A {@link SendoConfigError} with code `config_setup_invalid` if the account's client is not a fake created by this package.
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
    "This account has no fake client. Pass the builder to overrideSendo(builder) before you compile the module. Import overrideSendo and getFakeSendo from the same copy of @sendo/nestjs/testing.",
  );
}
