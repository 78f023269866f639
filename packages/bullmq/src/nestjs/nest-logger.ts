import { Logger } from "@nestjs/common";
import type { SendoLogger } from "@sendo/core";

/** Nest's own logger, as core writes to it. */
export function nestLogger(): SendoLogger {
  const logger = new Logger("SendoOutbox");
  return {
    debug: (fields, message) => logger.debug({ message, ...fields }),
    info: (fields, message) => logger.log({ message, ...fields }),
    warn: (fields, message) => logger.warn({ message, ...fields }),
    error: (fields, message) => logger.error({ message, ...fields }),
  };
}
