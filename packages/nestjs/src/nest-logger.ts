import { inspect } from "node:util";
import { Logger } from "@nestjs/common";
import type { SendoLogger } from "@sendo/core";

/**
 * Nest's logger as a {@link SendoLogger}, for what you open yourself, such as `new Sendo({ logger })`. `SendoModule` uses it by default. Each
 * line is one object with the fields of the line. Its message is in `message`, and in `msg` for nestjs-pino.
 *
 * @param context - The context of the lines.
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
 * nestjs-pino takes the message of a line from `msg`, and other loggers take it from `message`, so a line has both. Nest's own logger prints
 * the whole object, so it gets the line without the copy.
 */
function line(fields: Record<string, unknown>, message: string): object {
  // What has no value is left out: Nest prints objects as they are, and half of an error's fields are for other kinds of it.
  const given = Object.entries({ message, ...fields }).filter(([, value]) => value !== undefined);
  const printed = Object.fromEntries(given);
  const print = { value: () => printed };
  return Object.defineProperties({ ...printed, msg: message }, { toJSON: print, [inspect.custom]: print });
}

/**
 * Logs what the app's own code has thrown, with its stack, as Nest does for a route. As two strings, since that is the one form of an
 * error that every logger for Nest understands.
 */
export function logThrown(message: string, thrown: unknown): void {
  const logger = new Logger("Sendo");
  if (thrown instanceof Error) logger.error(message, thrown.stack ?? String(thrown));
  else logger.error(`${message}: ${inspect(thrown)}`);
}
