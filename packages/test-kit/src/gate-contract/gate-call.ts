import { request as plainRequest, type IncomingHttpHeaders } from "node:http";
import { request as tlsRequest } from "node:https";

/** One request to a gated API. */
export interface GateCall {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Sets `Content-Length` to this value, but sends only `body`. The response must not wait for the rest of the body. */
  readonly declaredBytes?: number;
}

/** The response, with its body parsed as JSON. */
export interface GateAnswer {
  readonly httpStatus: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

const PATIENCE_MS = 20_000;

/**
 * Makes one request on a new connection. With `ca`, the request uses TLS, and the server's certificate is verified
 * against `ca`. Without `ca`, the request uses plain HTTP.
 */
export function gateCall(port: number, ca: string | undefined, call: GateCall): Promise<GateAnswer> {
  const { method = "GET", path, headers = {}, body = "", declaredBytes } = call;
  const bytes = Buffer.from(body);
  const withLength = method === "GET" ? {} : { "content-length": String(declaredBytes ?? bytes.byteLength) };
  const options = {
    host: "127.0.0.1",
    port,
    path,
    method,
    agent: false,
    headers: { ...headers, ...withLength },
  } as const;
  return new Promise((resolve, reject) => {
    const outgoing = ca === undefined ? plainRequest(options) : tlsRequest({ ...options, ca });
    outgoing.setTimeout(PATIENCE_MS, () => outgoing.destroy(new Error(`no response within ${PATIENCE_MS} ms`)));
    outgoing.on("error", reject);
    outgoing.on("response", (response) => {
      response.toArray().then((chunks: Buffer[]) => {
        outgoing.destroy();
        const source = Buffer.concat(chunks).toString();
        resolve({ httpStatus: response.statusCode ?? 0, headers: response.headers, body: parsed(source) });
      }, reject);
    });
    if (declaredBytes === undefined) outgoing.end(bytes);
    else outgoing.write(bytes);
  });
}

function parsed(source: string): unknown {
  try {
    return JSON.parse(source) as unknown;
  } catch {
    return source; // no case expects a string, so the comparison fails and shows this string
  }
}
