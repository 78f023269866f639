import { Catch, type ArgumentsHost, type ExceptionFilter } from "@nestjs/common";
import { isSendoError, type SendoError } from "@sendo/core";
import { errorReply, checkOptionNames, type ErrorReplyOptions } from "@sendo/core/adapter";
import { nestLogger } from "./nest-logger.js";
import { sendPlatformReply, type PlatformResponse } from "./platform-reply.js";

// Nest asks `instanceof`; this one answers for errors of every copy of core, and leaves other errors to other filters.
abstract class AnySendoError {
  static [Symbol.hasInstance](value: unknown): boolean {
    return isSendoError(value);
  }
}

/**
 * Answers for Sendo errors that no route has handled, and tells the app's client as much as it may know: 502 for an
 * unknown outcome or a fault at Sendo's side, 503 with `Retry-After` when the limit is reached, 500 for the rest. Sendo's
 * own status, headers and error message stay inside; what is answered with 5XX goes to Nest's logger. Every other error goes
 * to the app's other filters. Outside HTTP (GraphQL, RPC, WebSockets) the error is thrown on as it is.
 *
 * Without it Nest answers 500 to every Sendo error.
 *
 * @param options - `validation: true` answers 422 with the fields, where the app passes its client's input straight on.
 *
 * @throws A {@link SendoConfigError} `config_option_invalid`, immediately, for an unknown option.
 *
 * @example
 * ```ts
 * app.useGlobalFilters(new SendoExceptionFilter()); // or { provide: APP_FILTER, useClass: SendoExceptionFilter }
 * ```
 */
@Catch(AnySendoError)
export class SendoExceptionFilter implements ExceptionFilter<SendoError> {
  readonly #options: ErrorReplyOptions;
  readonly #logger = nestLogger();

  constructor(options: ErrorReplyOptions = {}) {
    checkOptionNames<ErrorReplyOptions>("SendoExceptionFilter", options, { validation: true });
    this.#options = options;
  }

  catch(error: SendoError, host: ArgumentsHost): void {
    const reply = host.getType() === "http" ? errorReply(error, this.#options) : undefined;
    if (reply === undefined) throw error;
    if (reply.httpStatus >= 500) this.#logger.error(error.toJSON(), error.message);
    sendPlatformReply(host.switchToHttp().getResponse<PlatformResponse>(), reply);
  }
}
