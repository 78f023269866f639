import { isSendoEventType } from "../api/event.js";
import { builtin } from "../http/builtin.js";
import type { HttpRequestLike } from "../http/http.js";
import { isObject } from "../internal/is.js";

/** A body as an object, or why it is none. */
export type BodyReading =
  | { readonly value: Readonly<Record<string, unknown>> & { readonly type: string } }
  | { readonly rejected: "webhook_body_too_large" | "webhook_body_invalid"; readonly cause?: unknown };

const INVALID = { rejected: "webhook_body_invalid" } as const;
const TOO_LARGE = { rejected: "webhook_body_too_large" } as const;

/**
 * The JSON object in a body, whatever state the host left it in: bytes, a string, a parsed value, or unread. The limit counts
 * only where we read: what the host has taken into memory already is its own business.
 */
export async function readEventBody(request: Omit<HttpRequestLike, "headers">, maxBytes: number): Promise<BodyReading> {
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
    const parsed = parseBody(body);
    const bytes = bytesOfBuffer(parsed);
    const value = bytes === undefined ? parsed : parseBody(bytes);
    return isEvent(value) ? { value } : INVALID;
  } catch {
    // JSON.parse quotes its input in its message: nothing of that error is kept.
    return INVALID;
  }
}

/** A `Buffer` that somebody has written as JSON: `{ "type": "Buffer", "data": [123, 34] }`. */
function bytesOfBuffer(value: unknown): Buffer | undefined {
  if (!isObject(value) || value.type !== "Buffer" || !Array.isArray(value.data)) return undefined;
  return value.data.every((byte) => Number.isInteger(byte) && byte >= 0 && byte <= 255)
    ? Buffer.from(value.data as number[])
    : undefined;
}

/**
 * Of a type that we do not know, something else of the envelope must be there. A 200 for what only resembles an event would end
 * Sendo's deliveries of an event that something in front has wrapped.
 */
function isEvent(value: unknown): value is Readonly<Record<string, unknown>> & { readonly type: string } {
  if (!isObject(value) || typeof value.type !== "string") return false;
  return isSendoEventType(value.type) || ["id", "timestamp", "message"].some((name) => Object.hasOwn(value, name));
}

function parseBody(body: unknown): unknown {
  // Not `instanceof`: bytes also come from another realm, as in Jest.
  const { types } = builtin("node:util");
  if (types.isUint8Array(body)) return JSON.parse(withoutMark(decodeUtf8(body)));
  if (types.isArrayBuffer(body)) return JSON.parse(withoutMark(decodeUtf8(new Uint8Array(body))));
  return typeof body === "string" ? JSON.parse(withoutMark(body)) : body;
}

/** Strict: bytes that are not UTF-8 are rejected, not repaired into another string. */
function decodeUtf8(bytes: Uint8Array): string {
  if (!builtin("node:buffer").isUtf8(bytes)) throw new TypeError("not UTF-8");
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
}

function withoutMark(text: string): string {
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}

// By its name and not by its class: the reader can come from another copy of this package.
function isTooLarge(cause: unknown): boolean {
  return cause instanceof Error && cause.name === "BodyTooLargeError";
}
