import type { IncomingMessage } from "node:http";
import { BodyTooLargeError, readNodeBody } from "@sendo/core/adapter";
import { badParameter, ApiError } from "./api-error.js";
import type { Fields } from "./fields.js";

/**
 * Large enough for the largest valid send: 1500 characters and 50 metadata pairs, even if every character is escaped. Sendo
 * does not document a limit.
 */
export const MAX_REQUEST_BYTES = 256 * 1024;

/** A JSON request body. */
export interface JsonBody {
  readonly fields: Fields;
  /** The JSON as it was sent. */
  readonly json: string;
}

/** Reads the JSON object in a request body. */
export async function readJson(request: IncomingMessage): Promise<JsonBody> {
  const contentType = request.headers["content-type"] ?? "";
  if (!/^application\/json\s*(?:;|$)/i.test(contentType)) throw badParameter("Content-Type must be application/json.");
  const { json, value } = parse(await readBytes(request));
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw badParameter("The request body must be a JSON object.");
  }
  return { fields: value as Fields, json };
}

async function readBytes(request: IncomingMessage): Promise<Uint8Array> {
  try {
    return await readNodeBody(request, MAX_REQUEST_BYTES);
  } catch (error) {
    if (error instanceof BodyTooLargeError) {
      throw new ApiError(413, `The request body must not exceed ${MAX_REQUEST_BYTES} bytes.`);
    }
    throw error;
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function parse(bytes: Uint8Array): { readonly json: string; readonly value: unknown } {
  try {
    const json = utf8.decode(bytes);
    return { json, value: JSON.parse(json) };
  } catch {
    throw badParameter("The request body must be valid JSON, encoded in UTF-8.");
  }
}
