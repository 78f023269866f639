/**
 * A logger is any object with these four methods and pino's argument order. Examples are pino, Fastify's `app.log` and
 * bunyan. Log lines never contain a key, a token, a full phone number or a message body.
 */
export interface SendoLogger {
  /** Details for debugging, such as a note that an event has no handler. */
  debug(fields: Record<string, unknown>, message: string): void;
  /** Changes that need no action, such as the recovery of a shared store. */
  info(fields: Record<string, unknown>, message: string): void;
  /**
   * Problems that should be fixed even though everything still works, such as two limits for one account or a response in an
   * unexpected format.
   */
  warn(fields: Record<string, unknown>, message: string): void;
  /** Failures, such as an error thrown by a handler or a failed store operation. */
  error(fields: Record<string, unknown>, message: string): void;
}

const ignore = (): void => {};

/**
 * Wraps a logger so that it cannot throw. Otherwise, a logger that throws could make an accepted message's outcome unknown or
 * make a handled event fail.
 */
export function guardedLogger(logger: SendoLogger): SendoLogger {
  const guard =
    (level: keyof SendoLogger) =>
    (fields: Record<string, unknown>, message: string): void => {
      try {
        logger[level](fields, message);
      } catch {
        // The logger itself failed, so the error cannot be logged.
      }
    };
  return { debug: guard("debug"), info: guard("info"), warn: guard("warn"), error: guard("error") };
}

/** The default logger, which discards all log lines. */
export const silentLogger: SendoLogger = { debug: ignore, info: ignore, warn: ignore, error: ignore };
