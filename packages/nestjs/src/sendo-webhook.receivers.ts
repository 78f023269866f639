import { Inject, Injectable, type OnModuleInit } from "@nestjs/common";
import { HttpAdapterHost, ModulesContainer } from "@nestjs/core";
import {
  createWebhookReceiver,
  isSendoError,
  type SendoLogger,
  type WebhookHandler,
  type WebhookReceiver,
} from "@sendo/core";
import { handlerDone, setupError } from "@sendo/core/adapter";
import { logThrown, nestLogger } from "./nest-logger.js";
import type { SendoLateOptions, SendoWebhookOptions } from "./sendo.module-definition.js";
import { registeredIn, scopeSourceOf, type Registered, type Registration } from "./sendo.registration.js";
import { SendoWebhookExplorer } from "./sendo-webhook.explorer.js";

/**
 * Contains one receiver per webhook route. Receivers are not stored in the controllers, because Nest does not always
 * reuse a controller. If a global guard, interceptor or pipe is request-scoped, Nest creates a new controller for each
 * delivery. It does not call lifecycle hooks on these new controllers.
 */
@Injectable()
export class SendoWebhookReceivers implements OnModuleInit {
  readonly #receivers = new Map<Registration, WebhookReceiver>();

  constructor(
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
    @Inject(SendoWebhookExplorer) private readonly explorer: SendoWebhookExplorer,
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
  ) {}

  // At this point, all providers exist, but there are no routes yet. The app therefore never starts listening if a
  // handler or token is missing.
  onModuleInit(): void {
    // An app without an HTTP server, such as a microservice, has no routes. However, it can share modules with an app
    // that has routes.
    if (!this.host.httpAdapter) return;
    this.explorer.checkAll();
    for (const registered of registeredIn(this.modules)) {
      const { registration } = registered;
      if (registration.hasWebhooks) this.#receivers.set(registration, this.#create(registered));
    }
  }

  of(registration: Registration): WebhookReceiver {
    return this.#receivers.get(registration)!;
  }

  #create({ registration, options }: Registered): WebhookReceiver {
    const on = this.explorer.handlersOf(registration.name);
    const create = (webhooks: SendoWebhookOptions | undefined, baseUrl?: string) =>
      createWebhookReceiver({
        baseUrl,
        ...webhooks,
        onUnknown: webhooks?.onUnknown && loggingWhatItThrows(webhooks.onUnknown),
        logger: webhooks?.logger ?? withoutThrown(nestLogger()),
        on,
      });
    const scopedBy = scopeSourceOf(options);
    if (scopedBy === undefined) {
      const { client, baseUrl, webhooks } = options.instance as SendoLateOptions & { baseUrl?: string };
      return create(webhooks, client?.account ? `https://${client.account.host}` : baseUrl);
    }
    try {
      return create(registration.webhooks);
    } catch (error) {
      if (!isSendoError(error) || error.code !== "config_webhook_token_missing") throw error;
      throw setupError(
        `The webhook configured in SendoModule.${registration.call} has no token. Its factory depends on the request (through ${scopedBy}), ` +
          "so it cannot provide a token. One receiver handles all webhook deliveries. Set `tokens` next to the webhook's " +
          "`path`, or set SENDO_WEBHOOK_TOKEN.",
      );
    }
  }
}

/** `logThrown` has already logged the handler's error in a form that every Nest logger supports. */
function withoutThrown(logger: SendoLogger): SendoLogger {
  return { ...logger, error: ({ err: _, ...fields }, message) => logger.error(fields, message) };
}

function loggingWhatItThrows<Event>(handler: WebhookHandler<Event>): WebhookHandler<Event> {
  return async (event, context) => {
    try {
      await handlerDone(handler(event, context));
    } catch (error) {
      logThrown("The `onUnknown` handler for Sendo events threw", error);
      throw error;
    }
  };
}
