import { Logger } from "@nestjs/common";
import type { SendoLogger } from "@sendo/core";

/** Nest's own logger, whichever the app has chosen, as core writes to it. Lines are objects, so that fields stay fields. */
export function nestLogger(): SendoLogger {
  const logger = new Logger("Sendo");
  return {
    debug: (fields, message) => logger.debug({ message, ...fields }),
    info: (fields, message) => logger.log({ message, ...fields }),
    warn: (fields, message) => logger.warn({ message, ...fields }),
    error: (fields, message) => logger.error({ message, ...fields }),
  };
}
