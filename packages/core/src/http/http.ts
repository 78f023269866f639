import type { SendoLogger } from "../observe/logger.js";

/** A request as any Node web framework can describe it; what every adapter converts to. */
export interface HttpRequestLike {
  /** `POST`, in any case. */
  readonly method: string;
  /** Node's header object: lower-case names; a repeated header is joined by commas or an array. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /**
   * The body as the framework left it: bytes, a string, or the value that a parser made. `undefined` if it is still unread; then
   * `readBody` is called, after the token was checked.
   */
  readonly body?: unknown;
  /**
   * Reads the body that nobody has read yet.
   *
   * @throws A {@link BodyTooLargeError} as soon as more than `maxBytes` have arrived.
   */
  readonly readBody?: ((maxBytes: number) => Promise<Uint8Array>) | undefined;
  /**
   * Where lines about this request go, such as Fastify's `request.log`, which puts the request's id on them. What strangers can
   * cause is told once a minute by the receiver's own logger, since it counts many requests.
   *
   * @defaultValue the receiver's own `logger`
   */
  readonly logger?: SendoLogger | undefined;
}

/** A reply as any Node web framework can send it; what every adapter converts from. */
export interface HttpReply {
  /** The status line. */
  readonly httpStatus: number;
  /** Lower-case names; the content type is among them. */
  readonly headers: Readonly<Record<string, string>>;
  /** A JSON string. The same words for every caller: nothing of the request is in it. */
  readonly body: string;
}

/** The body has more bytes than the reader was asked to take. */
export class BodyTooLargeError extends Error {
  override readonly name = "BodyTooLargeError";
}
