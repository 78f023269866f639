import { Catch, type ArgumentsHost, type ExceptionFilter } from "@nestjs/common";
import { isSendoError, type SendoError } from "@sendo/core";
import { errorReply, checkOptionNames, type ErrorReplyOptions } from "@sendo/core/adapter";
import { nestLogger } from "./nest-logger.js";
import { sendPlatformReply, type PlatformResponse } from "./platform-reply.js";

// Nest checks errors with `instanceof`. With this class, the check succeeds only for Sendo errors, whichever copy of core
// they come from.
abstract class AnySendoError {
  static [Symbol.hasInstance](value: unknown): boolean {
    return isSendoError(value);
  }
}

/**
 * Exception filter that responds to Sendo errors thrown by routes. The status is 502 for an unknown outcome or a fault on Sendo's
 * side, 503 with `Retry-After` for an exceeded limit, and 500 otherwise. The response does not reveal Sendo's own status,
 * headers or error message. Errors that result in a 5XX response are logged with Nest's logger. All other errors are passed to
 * the app's other filters. Outside HTTP (GraphQL, RPC, WebSockets), the filter throws the error unchanged.
 *
 * Without this filter, Nest responds with 500 to every Sendo error.
 *
 * @param options - With `validation: true`, a validation error results in a 422 response that lists the invalid fields. Use
 * this option if the app passes user input to Sendo unchanged.
 *
 * @throws A {@link SendoConfigError} with code `config_option_invalid` for an unknown option.
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
