import type { IncomingMessage } from "node:http";
import {
  applyDecorators,
  Controller,
  Delete,
  Get,
  Inject,
  Options,
  Patch,
  Post,
  Put,
  Req,
  Res,
  SetMetadata,
  VERSION_NEUTRAL,
} from "@nestjs/common";
import type { Type } from "@nestjs/common";
import { toHttpRequest } from "@sendo/core/adapter";
import { sendPlatformReply, type PlatformResponse } from "./platform-reply.js";
import type { SendoWebhookRoute } from "./sendo.module-definition.js";
import type { Registration } from "./sendo.registration.js";
import { SendoWebhookReceivers } from "./sendo-webhook.receivers.js";

/** A request of either platform: Fastify's has Node's own as `raw`. */
type PlatformRequest = IncomingMessage & { readonly raw?: IncomingMessage; readonly body?: unknown };

// What `ApiExcludeController()` sets; @nestjs/swagger is not a dependency of ours. The route is not for those who read the app's API
// document, unless the app says so in `decorators`.
const EXCLUDED_FROM_SWAGGER = "swagger/apiExcludeController";
const hideFromSwagger: ClassDecorator = (target) => {
  if (!Reflect.hasMetadata(EXCLUDED_FROM_SWAGGER, target)) SetMetadata(EXCLUDED_FROM_SWAGGER, [true])(target);
};

/** Makes the controller of one account's webhook: a class of its own, so that two never share paths or decorators. */
export function createWebhookController(
  registration: Registration,
  { path, decorators = [] }: SendoWebhookRoute,
): Type {
  // A webhook has one address, and no version header is documented: another default version must not move the route.
  @Controller({ path, version: VERSION_NEUTRAL })
  @applyDecorators(...decorators, hideFromSwagger)
  class SendoWebhookController {
    // Not the account's options: those of a request would make each delivery ask their factory.
    constructor(@Inject(SendoWebhookReceivers) readonly receivers: SendoWebhookReceivers) {}
  }
  const { prototype } = SendoWebhookController;
  for (const [method, route] of Object.entries(ROUTES)) {
    const receive = async function (
      this: SendoWebhookController,
      request: PlatformRequest,
      response: PlatformResponse,
    ): Promise<void> {
      const reply = await this.receivers.of(registration).receive(toHttpRequest(request.raw ?? request, request.body));
      sendPlatformReply(response, reply);
    };
    const descriptor = { value: receive, configurable: true };
    Object.defineProperty(prototype, method, descriptor);
    route()(prototype, method, descriptor);
    Req()(prototype, method, 0);
    Res()(prototype, method, 1);
  }
  return SendoWebhookController;
}

// Every method, since the receiver also answers wrong ones. One route each and not `@All()`, because an app can exclude
// `RequestMethod.POST` from its global prefix, and such an exclusion has no effect on `@All()`. `GET` answers `HEAD` as well. Without
// SEARCH: Nest 10.0 on Fastify takes a route of it for a middleware of all methods.
const ROUTES = {
  post: Post,
  get: Get,
  put: Put,
  patch: Patch,
  delete: Delete,
  options: Options,
};
