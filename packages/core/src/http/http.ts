import type { SendoLogger } from "../observe/logger.js";

/** A request that every adapter can build from its framework's request. */
export interface HttpRequestLike {
  /** HTTP method in any letter case, such as `POST`. */
  readonly method: string;
  /**
   * Node's headers object, with lowercase names. The values of a repeated header are an array or one comma-separated
   * string.
   */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /**
   * The body as the framework provides it: bytes, a string or a parsed value. `undefined` if nothing has read the body yet. The
   * receiver then checks the token before it calls `readBody`.
   */
  readonly body?: unknown;
  /**
   * Reads the body, unless it has already been read.
   *
   * @throws A {@link BodyTooLargeError} as soon as more than `maxBytes` bytes have arrived.
   */
  readonly readBody?: ((maxBytes: number) => Promise<Uint8Array>) | undefined;
  /**
   * Logger for this request, such as Fastify's `request.log`, which adds the request id to each log line. Warnings
   * that untrusted clients can cause are throttled and go to the receiver's own logger.
   *
   * @defaultValue the receiver's own `logger`
   */
  readonly logger?: SendoLogger | undefined;
}

/** A response that every adapter can send with its framework. */
export interface HttpReply {
  /** HTTP status. */
  readonly httpStatus: number;
  /** Headers with lowercase names, including the content type. */
  readonly headers: Readonly<Record<string, string>>;
  /** A constant JSON string that contains nothing from the request. */
  readonly body: string;
}

/** The body exceeds the maximum size. */
export class BodyTooLargeError extends Error {
  override readonly name = "BodyTooLargeError";
}
