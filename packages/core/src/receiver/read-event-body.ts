import { Buffer, isUtf8 } from "node:buffer";
import { types } from "node:util";
import type { HttpRequestLike } from "../http/http.js";

/** A body as an object, or why it is none. */
export type BodyReading =
  | { readonly value: Readonly<Record<string, unknown>> & { readonly type: string } }
  | { readonly rejected: "webhook_body_too_large" | "webhook_body_invalid"; readonly cause?: unknown };

const INVALID = { rejected: "webhook_body_invalid" } as const;
const TOO_LARGE = { rejected: "webhook_body_too_large" } as const;

/**
 * The JSON object in a body, whatever state the host left it in: bytes, text, a parsed value, or unread. The limit counts
 * only where we read: what the host has taken into memory already is its own business.
 */
export async function readEventBody(request: HttpRequestLike, maxBytes: number): Promise<BodyReading> {
  let { body } = request;
  if (body === undefined && request.readBody !== undefined) {
    try {
      const bytes = await request.readBody(maxBytes);
      if (bytes.byteLength > maxBytes) return TOO_LARGE;
      body = bytes;
    } catch (cause) {
      return isTooLarge(cause) ? TOO_LARGE : { ...INVALID, cause };
    }
  }
  try {
    const value = parseBody(body);
    // A list is refused below: nothing in JSON gives it a `type`.
    if (typeof value !== "object" || value === null) return INVALID;
    return typeof (value as { type?: unknown }).type === "string" ? { value: value as never } : INVALID;
  } catch {
    // JSON.parse quotes the text in its message: nothing of that error is kept.
    return INVALID;
  }
}

function parseBody(body: unknown): unknown {
  // Not `instanceof`: bytes also come from another realm, as in Jest.
  if (types.isUint8Array(body)) return JSON.parse(withoutMark(decodeUtf8(body)));
  if (types.isArrayBuffer(body)) return JSON.parse(withoutMark(decodeUtf8(new Uint8Array(body))));
  return typeof body === "string" ? JSON.parse(withoutMark(body)) : body;
}

/** Strict: bytes that are not UTF-8 are refused and not repaired into other text. */
function decodeUtf8(bytes: Uint8Array): string {
  if (!isUtf8(bytes)) throw new TypeError("not UTF-8");
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
}

function withoutMark(text: string): string {
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}

// By its name and not by its class: the reader can come from another copy of this package.
function isTooLarge(cause: unknown): boolean {
  return cause instanceof Error && cause.name === "BodyTooLargeError";
}
