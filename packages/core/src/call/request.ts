import { VERSION } from "../internal/version.js";
import type { TransportRequest } from "../transport/transport.js";
import type { CallSettings } from "./call-options.js";
import type { Operation } from "./operation.js";

// Without `accept-encoding: identity`, the server could compress the response. If the client could not decompress the
// response, the outcome would be unknown.
const HEADERS_OF_READS: Readonly<Record<string, string>> = {
  accept: "application/json",
  "accept-encoding": "identity",
  "user-agent": `sendo-node/${VERSION}`,
};
const HEADERS_OF_WRITES = Object.assign({ "content-type": "application/json" }, HEADERS_OF_READS);

/**
 * Builds the request for one attempt, immediately before the transport starts it. Waiting calls, log lines and errors therefore
 * never contain the key.
 */
export function buildRequest(
  baseUrl: URL,
  { method, path, query, json }: Operation<unknown>,
  own: CallSettings["headers"],
  apiKey: string,
): TransportRequest {
  const authorization = `Bearer ${apiKey}`;
  const url = resolveUrl(baseUrl, path, query);
  if (json === undefined) return { method, url, headers: Object.assign({ authorization }, HEADERS_OF_READS, own) };
  return { method, url, headers: Object.assign({ authorization }, HEADERS_OF_WRITES, own), body: json };
}

// Most calls use the same few URLs, and a cache lookup is cheaper than parsing the URL again.
const URLS_KEPT = 32;
const knownUrls = new WeakMap<URL, Map<string, URL>>();

function resolveUrl(baseUrl: URL, path: string, query: Operation<unknown>["query"]): URL {
  if (query !== undefined) return urlOf(baseUrl, path, query);
  let known = knownUrls.get(baseUrl);
  if (known === undefined) knownUrls.set(baseUrl, (known = new Map<string, URL>()));
  let url = known.get(path);
  if (url === undefined) {
    if (known.size >= URLS_KEPT) known.clear();
    known.set(path, (url = urlOf(baseUrl, path, {})));
  }
  return url;
}

function urlOf(baseUrl: URL, path: string, query: NonNullable<Operation<unknown>["query"]>): URL {
  const url = new URL(baseUrl);
  url.pathname = (baseUrl.pathname === "/" ? "" : baseUrl.pathname) + path;
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  return url;
}
