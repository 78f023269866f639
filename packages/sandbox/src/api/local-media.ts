import type { IncomingMessage } from "node:http";
import https from "node:https";
import { realTimer } from "../time/clock.js";
import { http } from "../internal/node-http.js";
import { findTarget, type Target, pinnedLookup } from "../webhooks/target.js";
import { badParameter } from "./api-error.js";

/**
 * The documentation allows 700 kb for all files in a message. "kb" is interpreted as 1,000 bytes, the smaller of the
 * two possible meanings.
 */
export const MAX_MEDIA_BYTES = 700_000;

// The documented types, in lowercase.
const SUPPORTED_TYPES = new Set(
  "image/jpeg image/png image/gif image/bmp audio/mp3 audio/mpeg audio/mp4 audio/aac audio/wav audio/x-wav audio/midi audio/sp-midi audio/mid audio/amr audio/qcelp video/mpeg video/mp4 video/h263 video/h264 video/x-motion-jpeg video/asf video/3gpp video/3gpp2 text/vcard application/gzip application/rtf application/vcard application/pdf application/vnd.apple.pkpass text/csv text/rtf text/calendar".split(
    " ",
  ),
);
const ANSWER_WITHIN_MS = 5_000;

/**
 * @internal Checks the type and total size of media hosted on localhost. Media on other machines is not fetched, and
 * redirects are not followed.
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
  return "code" in target ? undefined : target; // `undefined`: the URL points to another machine or contains a password
}

function weigh({ url, addresses }: Target, mostBytes: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (message: string): void => {
      timer.cancel();
      reject(badParameter(message));
      request.destroy();
    };
    const request = (url.protocol === "https:" ? https : http).get(url, {
      agent: false,
      ...(addresses !== undefined && { lookup: pinnedLookup(addresses) }),
    });
    const timer = realTimer(() => fail('A file in "mediaUrls" was not served in time.'), ANSWER_WITHIN_MS);
    request.on("error", () => fail('A file in "mediaUrls" cannot be fetched.'));
    request.on("response", (response: IncomingMessage) => {
      const { statusCode = 0, headers } = response;
      const type = (headers["content-type"] ?? "").split(";", 1)[0]!.trim().toLowerCase();
      if (statusCode !== 200) return fail(`A file in "mediaUrls" was served with status ${statusCode}.`);
      if (!SUPPORTED_TYPES.has(type)) return fail('A file in "mediaUrls" has an unsupported MIME type.');
      let bytes = 0;
      response.on("error", () => fail('The download of a file in "mediaUrls" was interrupted.'));
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.byteLength;
        if (bytes > mostBytes) fail(`The files in "mediaUrls" exceed ${MAX_MEDIA_BYTES} bytes in total.`);
      });
      response.on("end", () => {
        timer.cancel();
        resolve(bytes);
      });
    });
  });
}
