import {
  Catch,
  HttpException,
  Logger,
  type ArgumentsHost,
  type CanActivate,
  type ExceptionFilter,
} from "@nestjs/common";
import type { ExecutionContext } from "@nestjs/common";
import type { HttpReply } from "@sendo/core/adapter";
import { apiErrorOf, createGate, type Gate, type GateOptions } from "@sendo/core/gate";
import { sendPlatformReply, type PlatformResponse } from "./platform-reply.js";

interface PlatformRequest {
  /** Protocol as determined by the platform's proxy setting (`trust proxy` or `trustProxy`). */
  readonly protocol: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  sendoAccount?: string;
}

// The gate's rejections, keyed by request. The filter reads rejections from this map, because Nest does not pass them from a
// guard to a filter.
const rejections = new WeakMap<object, HttpReply>();
const admitted = new WeakSet<object>();

/**
 * Authenticates and rate-limits requests to your own Sendo-compatible API. It works on Express and Fastify, and requires
 * HTTPS and an API key as a Bearer token. It limits the requests per second and adds the three `X-RateLimit` headers to
 * every response. It is both a guard and an exception filter, and must be used as both. The filter returns errors in Sendo's
 * documented format, `{ "error": string }`. The filter also authenticates and rate-limits requests to routes that do not
 * exist. `request.sendoAccount` contains the name of the account that the key belongs to.
 *
 * Behind a proxy that terminates TLS, the platform's proxy setting (`trust proxy` or `trustProxy`) determines whether a request
 * came over HTTPS. Nest reads bodies before it calls guards. Errors that result in a 5XX response are logged with Nest's
 * logger.
 *
 * @param options - Options for core's `createGate`. Create one gate per API, because each gate counts only its own API's
 * requests.
 *
 * @throws A {@link SendoConfigError} with code `config_option_invalid` for invalid `keys` or limits.
 *
 * @example
 * ```ts
 * const gate = new SendoGateGuard({ keys: ["sandbox_k3Yw9TbQx27LmPz0"] });
 * app.useGlobalGuards(gate);
 * app.useGlobalFilters(gate); // or both on a controller, with UseGuards(gate) and UseFilters(gate)
 * ```
 */
@Catch()
export class SendoGateGuard implements CanActivate, ExceptionFilter {
  /** The gate itself, for example to call `gate.usage(account)`. */
  readonly gate: Gate;
  readonly #logger = new Logger("Sendo");

  constructor(options: GateOptions) {
    this.gate = createGate(options);
  }

  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== "http") return true;
    const http = context.switchToHttp();
    const rejection = this.#admit(http.getRequest(), http.getResponse());
    if (rejection === undefined) return true;
    // Without the filter, returning `false` here would make Nest respond with its own 403.
    rejections.set(http.getRequest<object>(), rejection);
    throw new HttpException(JSON.parse(rejection.body) as object, rejection.httpStatus);
  }

  catch(error: unknown, host: ArgumentsHost): void {
    if (host.getType() !== "http") throw error;
    const http = host.switchToHttp();
    const [request, response] = [http.getRequest<PlatformRequest>(), http.getResponse<PlatformResponse>()];
    // The route is missing or the body is unreadable, so no guard was called.
    const rejection = rejections.get(request) ?? (admitted.has(request) ? undefined : this.#admit(request, response));
    const reply = rejection ?? errorReplyOf(error);
    if (rejection === undefined && reply.httpStatus >= 500) this.#logger.error(error);
    sendPlatformReply(response, reply);
  }

  #admit(request: PlatformRequest, response: PlatformResponse): HttpReply | undefined {
    const verdict = this.gate.admit({ secure: request.protocol === "https", headers: request.headers });
    const headers = verdict.admitted ? verdict.headers : verdict.reply.headers;
    for (const [name, value] of Object.entries(headers)) response.header(name, value);
    if (!verdict.admitted) return verdict.reply;
    admitted.add(request);
    request.sendoAccount = verdict.account;
    return undefined;
  }
}

/** If the body of an app's own error already has the documented format, the response contains that body. */
function errorReplyOf(error: unknown): HttpReply {
  const reply = apiErrorOf(error);
  const body = error instanceof HttpException ? error.getResponse() : undefined;
  if (typeof body !== "object" || Object.keys(body).join() !== "error") return reply;
  return typeof (body as { error: unknown }).error === "string" ? { ...reply, body: JSON.stringify(body) } : reply;
}
