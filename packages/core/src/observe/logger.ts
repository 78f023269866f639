/**
 * Where log lines go: any object with pino's four methods, its argument order included. pino, Fastify's `app.log` and
 * bunyan fit as they are. Lines never hold a key, a token, a whole phone number or a message body.
 */
export interface SendoLogger {
  /** What helps while something is looked for: an event that no handler wanted. */
  debug(fields: Record<string, unknown>, message: string): void;
  /** What has changed and needs nobody: a shared store is back. */
  info(fields: Record<string, unknown>, message: string): void;
  /** What works, and should be mended: two limits for one account, an answer in a form that is not expected. */
  warn(fields: Record<string, unknown>, message: string): void;
  /** What did not work: a handler that threw, a store that failed. */
  error(fields: Record<string, unknown>, message: string): void;
}

const ignore = (): void => {};

/** A logger that throws must not turn a message that was accepted into one in doubt, nor a handled event into a failure. */
export function guardedLogger(logger: SendoLogger): SendoLogger {
  const guard =
    (level: keyof SendoLogger) =>
    (fields: Record<string, unknown>, message: string): void => {
      try {
        logger[level](fields, message);
      } catch {
        // Nothing is left to tell it to.
      }
    };
  return { debug: guard("debug"), info: guard("info"), warn: guard("warn"), error: guard("error") };
}

/** The default: says nothing. A library has no business on somebody's console. */
export const silentLogger: SendoLogger = { debug: ignore, info: ignore, warn: ignore, error: ignore };
