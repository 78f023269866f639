import { request, type Agent, type ClientRequest, type IncomingHttpHeaders } from "node:http";

/** One request, told down to the header lines. */
export interface HttpCall {
  readonly method?: string;
  /** An array value is sent as that many header lines. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Uint8Array;
  /** Sends the body in these pieces, one chunk each, and does not say how long it is. */
  readonly chunks?: readonly Uint8Array[];
  /** Sends the head with `Expect: 100-continue`, and the body once the server has said to go on. */
  readonly awaitContinue?: boolean;
  /** Sends the head and this much of a body, and then nothing more: `body` is what is sent of it. */
  readonly declaredBytes?: number;
  /** Ends the connection as soon as what there is of the body has been handed over. */
  readonly hangUp?: boolean;
  /** Ends the connection when it is aborted. */
  readonly signal?: AbortSignal;
  /** Keeps the connection for the next call; without one, each call has its own. */
  readonly agent?: Agent;
  /** No answer within this time fails the call. */
  readonly patienceMs: number;
}

/** The reply as it came over the wire. */
export interface HttpAnswer {
  readonly httpStatus: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Whether the connection had carried a call before. */
  readonly reusedSocket: boolean;
}

/** Makes one request, on a connection of its own unless it is given an agent. Nothing is added, retried, decoded or followed. */
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
    outgoing.setTimeout(patienceMs, () => outgoing.destroy(new Error(`no answer within ${patienceMs} ms`)));
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

/** Each piece has left before the next is handed over, so that the server reads them one by one. */
async function writeChunks(outgoing: ClientRequest, chunks: readonly Uint8Array[]): Promise<void> {
  outgoing.setNoDelay(true);
  for (const chunk of chunks) await new Promise((resolve) => outgoing.write(chunk, resolve));
  outgoing.end();
}
