import type { IncomingMessage } from "node:http";
import https from "node:https";
import { realTimer } from "../time/clock.js";
import { http } from "../internal/node-http.js";
import { findTarget, type Target, pinnedLookup } from "../webhooks/target.js";
import { badParameter } from "./api-error.js";

/** Documented as 700 kb for all files of a message together; read as the smaller of the two units. */
export const MAX_MEDIA_BYTES = 700_000;

// Documented, in lower case.
const SUPPORTED_TYPES = new Set(
  "image/jpeg image/png image/gif image/bmp audio/mp3 audio/mpeg audio/mp4 audio/aac audio/wav audio/x-wav audio/midi audio/sp-midi audio/mid audio/amr audio/qcelp video/mpeg video/mp4 video/h263 video/h264 video/x-motion-jpeg video/asf video/3gpp video/3gpp2 text/vcard application/gzip application/rtf application/vcard application/pdf application/vnd.apple.pkpass text/csv text/rtf text/calendar".split(
    " ",
  ),
);
const ANSWER_WITHIN_MS = 5_000;

/**
 * @internal Checks the media that this machine serves by the documented rules: type, and size of all together. What is
 * elsewhere is not touched: no request leaves this machine, and redirects are not followed.
 *
 * @throws A {@link ApiError} 400.
 */
export async function checkLocalMedia(urls: readonly string[]): Promise<void> {
  let bytes = 0;
  for (const url of urls) {
    const target = localTarget(url);
    if (target !== undefined) bytes += await weigh(target, MAX_MEDIA_BYTES - bytes);
  }
}

function localTarget(url: string): Target | undefined {
  const target = findTarget(url, false);
  return "code" in target ? undefined : target; // on another machine, or with a password in it
}

function weigh({ url, addresses }: Target, mostBytes: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (text: string): void => {
      timer.cancel();
      reject(badParameter(text));
      request.destroy();
    };
    const request = (url.protocol === "https:" ? https : http).get(url, {
      agent: false,
      ...(addresses !== undefined && { lookup: pinnedLookup(addresses) }),
    });
    const timer = realTimer(() => fail('"mediaUrls" holds a file that did not come in time.'), ANSWER_WITHIN_MS);
    request.on("error", () => fail('"mediaUrls" holds a file that cannot be fetched.'));
    request.on("response", (response: IncomingMessage) => {
      const { statusCode = 0, headers } = response;
      const type = (headers["content-type"] ?? "").split(";", 1)[0]!.trim().toLowerCase();
      if (statusCode !== 200) return fail(`"mediaUrls" holds a file that is answered with status ${statusCode}.`);
      if (!SUPPORTED_TYPES.has(type)) return fail('"mediaUrls" holds a file whose MIME type is not supported.');
      let bytes = 0;
      response.on("error", () => fail('"mediaUrls" holds a file that breaks off.'));
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.byteLength;
        if (bytes > mostBytes) fail(`"mediaUrls" holds more than ${MAX_MEDIA_BYTES} bytes in all.`);
      });
      response.on("end", () => {
        timer.cancel();
        resolve(bytes);
      });
    });
  });
}
