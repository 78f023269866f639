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

/** A request from Express or Fastify. A Fastify request exposes Node's request as `raw`. */
type PlatformRequest = IncomingMessage & { readonly raw?: IncomingMessage; readonly body?: unknown };

// The metadata key used by `ApiExcludeController()`. The metadata is set directly, because @nestjs/swagger is not a
// dependency. It hides the route from the app's API documentation. If `decorators` also sets this key, the value from
// `decorators` is kept.
const EXCLUDED_FROM_SWAGGER = "swagger/apiExcludeController";
const hideFromSwagger: ClassDecorator = (target) => {
  if (!Reflect.hasMetadata(EXCLUDED_FROM_SWAGGER, target)) SetMetadata(EXCLUDED_FROM_SWAGGER, [true])(target);
};

/**
 * Creates the controller class for one account's webhook. Each account has its own class, so that accounts do not share paths
 * or decorators.
 */
export function createWebhookController(
  registration: Registration,
  { path, decorators = [] }: SendoWebhookRoute,
): Type {
  // Each webhook has a single URL. Sendo does not document a header that contains an API version. The route therefore ignores
  // the app's default API version.
  @Controller({ path, version: VERSION_NEUTRAL })
  @applyDecorators(...decorators, hideFromSwagger)
  class SendoWebhookController {
    // The account's options are not injected. If the options depended on the request, the factory that creates them
    // would be called for each delivery.
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

// Every method has a route, because the receiver also responds to requests with the wrong method. `@All()` is not used, because
// excluding `RequestMethod.POST` from the app's global prefix has no effect on an `@All()` route. A `GET` route also handles
// `HEAD` requests. `SEARCH` is omitted, because Nest 10.0 on Fastify treats a `SEARCH` route as middleware for all methods.
const ROUTES = {
  post: Post,
  get: Get,
  put: Put,
  patch: Patch,
  delete: Delete,
  options: Options,
};
