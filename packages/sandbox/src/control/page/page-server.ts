import type { IncomingMessage, ServerResponse } from "node:http";
import { guardOrigin } from "../guard.js";
import { readPageFiles, type PageFile } from "./page-files.js";

// The policy forbids inline code, external resources and markup built from strings, so that a message body is never
// interpreted.
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  // Images are allowed only from local apps, so that a message cannot make the browser send a request to another
  // machine.
  "img-src 'self' data: http://localhost:* http://127.0.0.1:* https://localhost:* https://127.0.0.1:*",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

/** @internal Serves the page. */
export type PageServer = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * @internal Serves the page's static files. These files need no token, because they contain no secrets. The page gets
 * its data from the control API. Requests whose Host or Origin is not allowed are rejected.
 */
export function createPageServer(
  allowHosts: readonly string[],
  read: () => Promise<ReadonlyMap<string, PageFile>> = readPageFiles,
): PageServer {
  // The files are read on the first request, because most tests do not need the page.
  let reading: Promise<ReadonlyMap<string, PageFile>> | undefined;

  return async (request, response) => {
    const rejection = guardOrigin(request, allowHosts);
    if (rejection !== undefined) return write(response, rejection.httpStatus, plain(rejection.error));
    if (request.method !== "GET" && request.method !== "HEAD")
      return write(response, 405, plain("The page is read-only. Use GET or HEAD."), { allow: "GET, HEAD" });
    const [pathname = ""] = (request.url ?? "").split(/[?#]/, 1);
    const files = await (reading ??= read().catch(() => new Map<string, PageFile>()));
    const file = files.get(pathname);
    if (file !== undefined) return write(response, 200, file);
    if (files.size === 0) return write(response, 404, plain("The page has not been built. Build @sendo/sandbox."));
    return write(response, 404, plain("This file does not exist. The page is at /."));
  };
}

function plain(content: string): PageFile {
  return { contentType: "text/plain; charset=utf-8", cacheControl: "no-store", body: Buffer.from(content) };
}

function write(
  response: ServerResponse,
  httpStatus: number,
  { contentType, cacheControl, body }: PageFile,
  extra: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(httpStatus, {
    ...extra,
    "content-type": contentType,
    "content-length": String(body.byteLength),
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": cacheControl,
  });
  response.end(response.req.method === "HEAD" ? undefined : body);
}
