/**
 * Where log lines go: any object with pino's four methods, its argument order included. pino, Fastify's `app.log` and
 * bunyan fit as they are. Lines never hold a key, a token, a whole phone number or a message body.
 */
export interface SendoLogger {
  debug(fields: Record<string, unknown>, message: string): void;
  info(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
  error(fields: Record<string, unknown>, message: string): void;
}

const ignore = (): void => {};

/** The default: says nothing. A library has no business on somebody's console. */
export const silentLogger: SendoLogger = { debug: ignore, info: ignore, warn: ignore, error: ignore };
