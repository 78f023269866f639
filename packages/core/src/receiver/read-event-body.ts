import { isSendoEventType } from "../api/event.js";
import { builtin } from "../http/builtin.js";
import type { HttpRequestLike } from "../http/http.js";
import { isObject } from "../internal/is.js";

/** The parsed body, or the reason why it was rejected. */
export type BodyReading =
  | { readonly value: Readonly<Record<string, unknown>> & { readonly type: string } }
  | { readonly rejected: "webhook_body_too_large" | "webhook_body_invalid"; readonly cause?: unknown };

const INVALID = { rejected: "webhook_body_invalid" } as const;
const TOO_LARGE = { rejected: "webhook_body_too_large" } as const;

/**
 * Parses the JSON object in a request body. If the framework has already read the body, it provides bytes, a string or a parsed
 * value. Otherwise, this function reads the body. Only then does `maxBytes` apply.
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
    // A `JSON.parse` error's message quotes the body, so the error is dropped.
    return INVALID;
  }
}

/** The bytes of a `Buffer` serialized as JSON: `{ "type": "Buffer", "data": [123, 34] }`. */
function bytesOfBuffer(value: unknown): Buffer | undefined {
  if (!isObject(value) || value.type !== "Buffer" || !Array.isArray(value.data)) return undefined;
  return value.data.every((byte) => Number.isInteger(byte) && byte >= 0 && byte <= 255)
    ? Buffer.from(value.data as number[])
    : undefined;
}

/**
 * A body with an unknown type is treated as an event only if it also has `id`, `timestamp` or `message`. Without this rule, the
 * receiver would respond with 200 to an event that a proxy has wrapped, and Sendo would stop retrying.
 */
function isEvent(value: unknown): value is Readonly<Record<string, unknown>> & { readonly type: string } {
  if (!isObject(value) || typeof value.type !== "string") return false;
  return isSendoEventType(value.type) || ["id", "timestamp", "message"].some((name) => Object.hasOwn(value, name));
}

function parseBody(body: unknown): unknown {
  // `instanceof` fails for bytes from another realm, such as those created in Jest tests.
  const { types } = builtin("node:util");
  if (types.isUint8Array(body)) return JSON.parse(withoutBom(decodeUtf8(body)));
  if (types.isArrayBuffer(body)) return JSON.parse(withoutBom(decodeUtf8(new Uint8Array(body))));
  return typeof body === "string" ? JSON.parse(withoutBom(body)) : body;
}

/** Rejects invalid UTF-8 instead of replacing it. */
function decodeUtf8(bytes: Uint8Array): string {
  if (!builtin("node:buffer").isUtf8(bytes)) throw new TypeError("not UTF-8");
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
}

function withoutBom(source: string): string {
  return source.startsWith("\uFEFF") ? source.slice(1) : source;
}

// Compares the name, because the class can come from another copy of this package.
function isTooLarge(cause: unknown): boolean {
  return cause instanceof Error && cause.name === "BodyTooLargeError";
}
