import { BodyTooLargeError, type HttpReply, type HttpRequestLike } from "./http.js";

/** A web-standard request as the receiver takes it. Nothing of its body is read before `readBody` is called. */
export function fromWebRequest(request: Request): HttpRequestLike {
  return {
    method: request.method,
    headers: Object.fromEntries(request.headers),
    readBody: (maxBytes) => readWebBody(request, maxBytes),
  };
}

/** A reply as a web-standard response. */
export function toWebResponse({ httpStatus, headers, body }: HttpReply): Response {
  return new Response(body, { status: httpStatus, headers });
}

async function readWebBody(request: Request, maxBytes: number): Promise<Uint8Array> {
  // A declared length settles it before the first byte is read.
  if (Number(request.headers.get("content-length")) > maxBytes)
    throw new BodyTooLargeError(`more than ${maxBytes} bytes`);
  // Where somebody else has read the body, there is no reader to be had or no byte to be read; neither waits.
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
    // Not cancelled: on a server, cancelling can end the connection before the reply is written.
    reader.releaseLock();
  }
}
