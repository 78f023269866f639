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

/** A request of either platform. */
interface PlatformRequest {
  /** What the platform's own setting (`trust proxy`, `trustProxy`) says. */
  readonly protocol: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  sendoAccount?: string;
}

// What the gate has answered to a request, for the filter. By request, since Nest hands nothing else from one to the other.
const refusals = new WeakMap<object, HttpReply>();
const admitted = new WeakSet<object>();

/**
 * The door of a Sendo-compatible API of your own, on Express and on Fastify: HTTPS only, Bearer keys, a number of requests a
 * second, the three `X-RateLimit` headers on every response. It is a guard and an exception filter in one, and needs to be
 * used as both: the filter gives rejections and errors the form that Sendo documents, `{ "error": string }`, and guards the routes
 * that are not there. Whose key it was is `request.sendoAccount`.
 *
 * Behind a proxy that ends TLS, whether a request came over HTTPS is what the platform's own setting says (`trust proxy`,
 * `trustProxy`). Nest reads bodies before it asks guards. Errors that are answered with 5XX go to Nest's logger.
 *
 * @param options - Those of core's `createGate`; make one gate for an API, since it counts.
 *
 * @throws A {@link SendoConfigError} `config_option_invalid`, at once, for `keys` or a limit that cannot be used.
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
  /** Core's gate, such as for `gate.usage(account)`. */
  readonly gate: Gate;
  readonly #logger = new Logger("Sendo");

  constructor(options: GateOptions) {
    this.gate = createGate(options);
  }

  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== "http") return true;
    const http = context.switchToHttp();
    const refusal = this.#admit(http.getRequest(), http.getResponse());
    if (refusal === undefined) return true;
    // Not by `false`, which would be Nest's own 403 where the filter is not used.
    refusals.set(http.getRequest<object>(), refusal);
    throw new HttpException(JSON.parse(refusal.body) as object, refusal.httpStatus);
  }

  catch(error: unknown, host: ArgumentsHost): void {
    if (host.getType() !== "http") throw error;
    const http = host.switchToHttp();
    const [request, response] = [http.getRequest<PlatformRequest>(), http.getResponse<PlatformResponse>()];
    // No route, or a body that could not be read: no guard has been asked yet.
    const refusal = refusals.get(request) ?? (admitted.has(request) ? undefined : this.#admit(request, response));
    const reply = refusal ?? errorReplyOf(error);
    if (refusal === undefined && reply.httpStatus >= 500) this.#logger.error(error);
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

/** A body that has the documented form already, and nothing else in it, is the app's own choice of words. */
function errorReplyOf(error: unknown): HttpReply {
  const reply = apiErrorOf(error);
  const body = error instanceof HttpException ? error.getResponse() : undefined;
  if (typeof body !== "object" || Object.keys(body).join() !== "error") return reply;
  return typeof (body as { error: unknown }).error === "string" ? { ...reply, body: JSON.stringify(body) } : reply;
}
