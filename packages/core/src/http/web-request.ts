import { BodyTooLargeError, type HttpReply, type HttpRequestLike } from "./http.js";

/** Converts a web-standard request to the receiver's format. The body is not read until `readBody` is called. */
export function fromWebRequest(request: Request): HttpRequestLike {
  return {
    method: request.method,
    headers: Object.fromEntries(request.headers),
    readBody: (maxBytes) => readWebBody(request, maxBytes),
  };
}

/** Converts a reply to a web-standard response. */
export function toWebResponse({ httpStatus, headers, body }: HttpReply): Response {
  return new Response(body, { status: httpStatus, headers });
}

async function readWebBody(request: Request, maxBytes: number): Promise<Uint8Array> {
  // Check the declared length before reading any bytes.
  if (Number(request.headers.get("content-length")) > maxBytes)
    throw new BodyTooLargeError(`more than ${maxBytes} bytes`);
  // If the body has already been read, this does not wait: `getReader` throws, or `read` returns no data.
  if (request.body === null) return new Uint8Array();
  const reader = (request.body as ReadableStream<Uint8Array>).getReader();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return Buffer.concat(chunks);
      bytes += value.byteLength;
      if (bytes > maxBytes) throw new BodyTooLargeError(`more than ${maxBytes} bytes`);
      chunks.push(value);
    }
  } finally {
    // Canceling the body could close the connection before the response is written.
    reader.releaseLock();
  }
}
