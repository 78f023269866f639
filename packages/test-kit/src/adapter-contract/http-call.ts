import { request, type Agent, type ClientRequest, type IncomingHttpHeaders } from "node:http";

/** One HTTP request. Its headers are sent exactly as given. */
export interface HttpCall {
  readonly method?: string;
  /** An array value is sent as several header lines. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Uint8Array;
  /** Sends the body in these chunks, without a `Content-Length` header. */
  readonly chunks?: readonly Uint8Array[];
  /** Sends the headers with `Expect: 100-continue`, and sends the body once the server has responded with 100. */
  readonly awaitContinue?: boolean;
  /** Sets `Content-Length` to this value, but sends only `body`. */
  readonly declaredBytes?: number;
  /** Closes the connection as soon as the body has been written. */
  readonly hangUp?: boolean;
  /** Closes the connection when the signal is aborted. */
  readonly signal?: AbortSignal;
  /** Agent that keeps the connection for the next call. Without an agent, each call uses a new connection. */
  readonly agent?: Agent;
  readonly patienceMs: number;
}

/** The response as received. */
export interface HttpAnswer {
  readonly httpStatus: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Whether the connection was used by an earlier call. */
  readonly reusedSocket: boolean;
}

/**
 * Makes one request. If `agent` is not set, the request uses a new connection. The function does not retry, decode the
 * response body or follow redirects.
 */
export function httpCall(url: string, call: HttpCall): Promise<HttpAnswer> {
  const { method = "POST", headers = {}, body, chunks, declaredBytes, hangUp = false, patienceMs } = call;
  const bytes = Buffer.from(body ?? "");
  return new Promise((resolve, reject) => {
    const { agent = false, signal } = call;
    const outgoing = request(url, { method, agent, ...(signal && { signal }) });
    for (const [name, value] of Object.entries(headers)) outgoing.setHeader(name, value);
    if (call.awaitContinue) outgoing.setHeader("expect", "100-continue");
    if (chunks === undefined && (body !== undefined || declaredBytes !== undefined)) {
      outgoing.setHeader("content-length", declaredBytes ?? bytes.byteLength);
    }
    outgoing.setTimeout(patienceMs, () => outgoing.destroy(new Error(`no response within ${patienceMs} ms`)));
    outgoing.on("error", reject);
    outgoing.on("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        if (agent === false) outgoing.destroy();
        resolve({
          reusedSocket: outgoing.reusedSocket,
          httpStatus: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        });
      });
    });
    if (chunks !== undefined) void writeChunks(outgoing, chunks);
    else if (call.awaitContinue) {
      outgoing.flushHeaders();
      outgoing.on("continue", () => outgoing.end(bytes));
    } else if (declaredBytes === undefined) outgoing.end(bytes);
    else {
      outgoing.flushHeaders();
      outgoing.write(bytes.byteLength > 0 ? bytes : "", () => {
        if (hangUp) outgoing.destroy(new Error("hung up"));
      });
    }
  });
}

/** Waits until each chunk has been sent, so that the server reads the chunks separately. */
async function writeChunks(outgoing: ClientRequest, chunks: readonly Uint8Array[]): Promise<void> {
  outgoing.setNoDelay(true);
  for (const chunk of chunks) await new Promise((resolve) => outgoing.write(chunk, resolve));
  outgoing.end();
}
