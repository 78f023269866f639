import type { IncomingMessage, ServerResponse } from "node:http";
import { guardOrigin } from "../guard.js";
import { readPageFiles, type PageFile } from "./page-files.js";

// Nothing inline, nothing from elsewhere, and no markup made of strings: whatever a text says, it stays a text.
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  // Media of an app that runs here. Nothing of a message may reach further.
  "img-src 'self' data: http://localhost:* http://127.0.0.1:* https://localhost:* https://127.0.0.1:*",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

/** @internal Answers a request for the page. */
export type PageServer = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * @internal The page's static files. They hold no secret and need no token: what they show comes from the control API, which
 * does. A foreign Host or Origin is refused all the same.
 */
export function createPageServer(
  allowHosts: readonly string[],
  read: () => Promise<ReadonlyMap<string, PageFile>> = readPageFiles,
): PageServer {
  let reading: Promise<ReadonlyMap<string, PageFile>> | undefined; // at the first request: a test that wants no page pays nothing

  return async (request, response) => {
    const rejection = guardOrigin(request, allowHosts);
    if (rejection !== undefined) return write(response, rejection.httpStatus, text(rejection.error));
    if (request.method !== "GET" && request.method !== "HEAD")
      return write(response, 405, text("The page is read only."), { allow: "GET, HEAD" });
    const [pathname = ""] = (request.url ?? "").split(/[?#]/, 1);
    const files = await (reading ??= read().catch(() => new Map<string, PageFile>()));
    const file = files.get(pathname);
    if (file !== undefined) return write(response, 200, file);
    if (files.size === 0) return write(response, 404, text("The page is not built: run the build of @sendo/sandbox."));
    return write(response, 404, text("There is no such file. The page is at /."));
  };
}

function text(content: string): PageFile {
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
