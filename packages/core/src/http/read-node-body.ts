import type { Readable } from "node:stream";
import { BodyTooLargeError } from "./http.js";

/**
 * Reads the body of a Node request. A paused stream is resumed. If the stream has already been consumed, the
 * function does not wait for data and returns an empty array.
 *
 * @throws A {@link BodyTooLargeError} as soon as more than `maxBytes` bytes have arrived. The rest is discarded.
 */
export function readNodeBody(stream: Readable, maxBytes: number): Promise<Uint8Array> {
  if (stream.readableEnded || stream.destroyed) return Promise.resolve(new Uint8Array());
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const stop = (): void => {
      stream.off("data", onData).off("end", onEnd).off("error", onError).off("close", onClose);
    };
    const onData = (chunk: Buffer | string): void => {
      const buffer = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
      bytes += buffer.byteLength;
      if (bytes > maxBytes) {
        stop();
        stream.resume(); // so that the response can be written while the rest of the body is still arriving
        reject(new BodyTooLargeError(`more than ${maxBytes} bytes`));
      } else chunks.push(buffer);
    };
    // No data follows the end, so the other two listeners stay: removing them takes longer than reading a short body. An error
    // after the end must not be swallowed here.
    const onEnd = (): void => {
      stream.off("error", onError).off("close", onClose);
      resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks));
    };
    const onError = (error: Error): void => {
      stop();
      reject(error);
    };
    const onClose = (): void => onError(new Error("the request ended before its body was complete"));
    stream.on("data", onData).on("end", onEnd).on("error", onError).on("close", onClose);
    stream.resume(); // a listener alone does not resume a paused stream
  });
}
