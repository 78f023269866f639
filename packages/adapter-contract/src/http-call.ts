import { request, type IncomingHttpHeaders } from "node:http";

/** One request, told down to the header lines. */
export interface HttpCall {
  readonly method?: string;
  /** An array value is sent as that many header lines. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Uint8Array;
  /** Sends the head and this much of a body, and then nothing more: `body` is what is sent of it. */
  readonly declaredBytes?: number;
  /** Ends the connection as soon as what there is of the body has been handed over. */
  readonly hangUp?: boolean;
  /** No answer within this time fails the call. */
  readonly patienceMs: number;
}

/** The reply as it came over the wire. */
export interface HttpAnswer {
  readonly httpStatus: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Makes one request on a connection of its own. Nothing is added, retried, decoded or followed. */
export function httpCall(url: string, call: HttpCall): Promise<HttpAnswer> {
  const { method = "POST", headers = {}, body, declaredBytes, hangUp = false, patienceMs } = call;
  const bytes = Buffer.from(body ?? "");
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, agent: false });
    for (const [name, value] of Object.entries(headers)) outgoing.setHeader(name, value);
    if (body !== undefined || declaredBytes !== undefined) {
      outgoing.setHeader("content-length", declaredBytes ?? bytes.byteLength);
    }
    outgoing.setTimeout(patienceMs, () => outgoing.destroy(new Error(`no answer within ${patienceMs} ms`)));
    outgoing.on("error", reject);
    outgoing.on("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        outgoing.destroy();
        resolve({
          httpStatus: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        });
      });
    });
    if (declaredBytes === undefined) outgoing.end(bytes);
    else {
      outgoing.flushHeaders();
      outgoing.write(bytes.byteLength > 0 ? bytes : "", () => {
        if (hangUp) outgoing.destroy(new Error("hung up"));
      });
    }
  });
}
