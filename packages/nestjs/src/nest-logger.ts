import { Logger } from "@nestjs/common";
import type { SendoLogger } from "@sendo/core";

/** Nest's own logger, whichever the app has chosen, as core writes to it. Lines are objects, so that fields stay fields. */
export function nestLogger(): SendoLogger {
  const logger = new Logger("Sendo");
  // What has no value is left out: Nest prints objects as they are, and half of an error's fields are for other kinds of it.
  const line = (fields: Record<string, unknown>, message: string): Record<string, unknown> =>
    Object.fromEntries(Object.entries({ message, ...fields }).filter(([, value]) => value !== undefined));
  return {
    debug: (fields, message) => logger.debug(line(fields, message)),
    info: (fields, message) => logger.log(line(fields, message)),
    warn: (fields, message) => logger.warn(line(fields, message)),
    error: (fields, message) => logger.error(line(fields, message)),
  };
}
