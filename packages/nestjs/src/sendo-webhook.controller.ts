import type { IncomingMessage } from "node:http";
import { All, applyDecorators, Controller, Inject, Req, Res, VERSION_NEUTRAL } from "@nestjs/common";
import type { OnModuleInit, Type } from "@nestjs/common";
import { createWebhookReceiver, type WebhookReceiver } from "@sendo/core";
import { toHttpRequest } from "@sendo/core/adapter";
import { nestLogger } from "./nest-logger.js";
import { sendPlatformReply, type PlatformResponse } from "./platform-reply.js";
import { optionsToken } from "./sendo.constants.js";
import type { SendoLateOptions, SendoWebhookRoute } from "./sendo.module-definition.js";
import { SendoWebhookExplorer } from "./sendo-webhook.explorer.js";

/** A request of either platform: Fastify's has Node's own as `raw`. */
type PlatformRequest = IncomingMessage & { readonly raw?: IncomingMessage; readonly body?: unknown };

/** Makes the controller of one account's webhook: a class of its own, so that two never share paths or decorators. */
export function createWebhookController(account: string, { path, decorators = [] }: SendoWebhookRoute): Type {
  // Sendo sends no version, and its dashboard knows one address: another default version must not move it.
  @Controller({ path, version: VERSION_NEUTRAL })
  @applyDecorators(...decorators)
  class SendoWebhookController implements OnModuleInit {
    #receiver: WebhookReceiver | undefined;

    constructor(
      @Inject(optionsToken(account)) private readonly options: SendoLateOptions,
      @Inject(SendoWebhookExplorer) private readonly explorer: SendoWebhookExplorer,
    ) {}

    // Every provider exists by now, and no route yet: the app never listens without its handlers, or without a token.
    onModuleInit(): void {
      const { webhooks } = this.options;
      const on = this.explorer.handlersOf(account);
      this.#receiver = createWebhookReceiver({ ...webhooks, logger: webhooks?.logger ?? nestLogger(), on });
    }

    // Every method, since the answer to a wrong one is the receiver's too.
    @All()
    async receive(@Req() request: PlatformRequest, @Res() response: PlatformResponse): Promise<void> {
      const reply = await this.#receiver!.receive(toHttpRequest(request.raw ?? request, request.body));
      sendPlatformReply(response, reply);
    }
  }
  return SendoWebhookController;
}
