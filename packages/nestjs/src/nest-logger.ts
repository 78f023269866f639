import { inspect } from "node:util";
import { Logger } from "@nestjs/common";
import type { SendoLogger } from "@sendo/core";

/**
 * Creates a {@link SendoLogger} that writes to Nest's logger, for objects that you create yourself, such as
 * `new Sendo({ logger })`. `SendoModule` uses it by default. Each log line is one object that contains the line's fields. The
 * message is in `message`. For nestjs-pino, it is also in `msg`.
 *
 * @param context - Nest logger context, which labels each log line.
 *
 * @example
 * ```ts
 * SendoModule.forRoot({ client: new Sendo({ logger: nestLogger("Billing") }) });
 * ```
 */
export function nestLogger(context: string = "Sendo"): SendoLogger {
  const logger = new Logger(context);
  return {
    debug: (fields, message) => logger.debug(line(fields, message)),
    info: (fields, message) => logger.log(line(fields, message)),
    warn: (fields, message) => logger.warn(line(fields, message)),
    error: (fields, message) => logger.error(line(fields, message)),
  };
}

/**
 * nestjs-pino reads the message from `msg`, and other loggers read it from `message`. Nest's own logger prints the
 * whole object. The printed form omits `msg`, which would repeat the message.
 */
function line(fields: Record<string, unknown>, message: string): object {
  // Fields without a value are omitted, because Nest prints whole objects, and many error fields apply only to some errors.
  const given = Object.entries({ message, ...fields }).filter(([, value]) => value !== undefined);
  const printed = Object.fromEntries(given);
  const print = { value: () => printed };
  return Object.defineProperties({ ...printed, msg: message }, { toJSON: print, [inspect.custom]: print });
}

/**
 * Logs an error from the app's own code, including its stack. The error is passed as two strings, which every Nest
 * logger supports. Nest itself logs route errors in this form.
 */
export function logThrown(message: string, thrown: unknown): void {
  const logger = new Logger("Sendo");
  if (thrown instanceof Error) logger.error(message, thrown.stack ?? String(thrown));
  else logger.error(`${message}: ${inspect(thrown)}`);
}
