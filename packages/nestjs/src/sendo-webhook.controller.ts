import type { IncomingMessage } from "node:http";
import { All, applyDecorators, Controller, Inject, Req, Res, VERSION_NEUTRAL } from "@nestjs/common";
import type { Type } from "@nestjs/common";
import { toHttpRequest } from "@sendo/core/adapter";
import { sendPlatformReply, type PlatformResponse } from "./platform-reply.js";
import type { SendoWebhookRoute } from "./sendo.module-definition.js";
import type { Registration } from "./sendo.registration.js";
import { SendoWebhookReceivers } from "./sendo-webhook.receivers.js";

/** A request of either platform: Fastify's has Node's own as `raw`. */
type PlatformRequest = IncomingMessage & { readonly raw?: IncomingMessage; readonly body?: unknown };

/** Makes the controller of one account's webhook: a class of its own, so that two never share paths or decorators. */
export function createWebhookController(
  registration: Registration,
  { path, decorators = [] }: SendoWebhookRoute,
): Type {
  // Sendo sends no version, and its dashboard knows one address: another default version must not move it.
  @Controller({ path, version: VERSION_NEUTRAL })
  @applyDecorators(...decorators)
  class SendoWebhookController {
    // Not the account's options: those of a request would make each delivery ask their factory.
    constructor(@Inject(SendoWebhookReceivers) private readonly receivers: SendoWebhookReceivers) {}

    // Every method, since the answer to a wrong one is the receiver's too.
    @All()
    async receive(@Req() request: PlatformRequest, @Res() response: PlatformResponse): Promise<void> {
      const reply = await this.receivers.of(registration).receive(toHttpRequest(request.raw ?? request, request.body));
      sendPlatformReply(response, reply);
    }
  }
  return SendoWebhookController;
}
