import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from "node:http";
import https, { type RequestOptions } from "node:https";
import type { TLSSocket } from "node:tls";
import type { AttemptResult, TransportAttempt, TransportRequest, TransportResponse } from "./transport.js";

/** Longest response that is read: 5 MiB. What is longer counts as unreadable. */
export const MAX_RESPONSE_BYTES = 5 * 1024 * 1024;

/**
 * Makes one request and keeps the evidence of whether it may have left this process.
 *
 * Bytes of a request can leave only over a socket whose TLS handshake is done. So the request is *dispatched* from the
 * moment it holds such a socket, and not before. Error codes prove nothing: ECONNRESET comes from both sides of that line.
 */
export function startAttempt(agent: https.Agent, { method, url, headers, body }: TransportRequest): TransportAttempt {
  let dispatched = false;
  let answered = false;
  let socket: TLSSocket | undefined;
  let settle!: (result: AttemptResult) => void;
  const result = new Promise<AttemptResult>((resolve) => (settle = resolve));

  const request = https.request(requestOptions(agent, url, method, headers));
  request.on("socket", (assigned) => {
    socket = assigned as TLSSocket;
    if (!isHandshaking(socket)) dispatched = true;
    else socket.once("secureConnect", () => (dispatched = true));
  });
  request.on("response", (response) => {
    answered = true;
    readResponse(request, response, settle);
  });
  const fail = (cause?: unknown): void => {
    // Once there is a status line it counts, however the connection ends: a refusal with half a body is a refusal.
    if (answered) return;
    settle({ failure: { dispatched, certificate: !dispatched && Boolean(socket?.authorizationError), cause } });
  };
  request.on("error", fail);
  request.on("close", () => fail()); // all that a request says when it was destroyed without an error
  request.end(body); // in one piece, so that Node writes its length

  return {
    result,
    cancel() {
      // In the same tick: a socket in the middle of its handshake is destroyed with the request, and a socket that was
      // assigned but not yet used goes back unused. Neither can carry the request later.
      request.destroy();
      return dispatched;
    },
  };
}

// By hand: given a URL, Node takes it apart into twice as many fields, which costs more than all else here. The protocol goes
// along, so that Node refuses any but https.
function requestOptions(
  agent: https.Agent,
  { protocol, hostname, port, pathname, search }: URL,
  method: TransportRequest["method"],
  headers: TransportRequest["headers"],
): RequestOptions {
  const host = hostname.startsWith("[") ? hostname.slice(1, -1) : hostname;
  return { protocol, host, port: port === "" ? 443 : port, path: pathname + search, agent, method, headers };
}

// `secureConnecting` is Node's, but missing from its type definitions; a socket without it is taken as ready to carry bytes.
function isHandshaking(socket: TLSSocket): boolean {
  return (socket as TLSSocket & { secureConnecting?: boolean }).secureConnecting === true;
}

// Node has joined repeated headers already, but for the one that cannot be joined safely.
function flatHeaders(headers: IncomingHttpHeaders): TransportResponse["headers"] {
  const { "set-cookie": cookies } = headers;
  if (cookies === undefined) return headers as TransportResponse["headers"];
  return { ...headers, "set-cookie": cookies.join(", ") };
}

function readResponse(
  request: ClientRequest,
  response: IncomingMessage,
  settle: (result: AttemptResult) => void,
): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let finished = false;
  const finish = (): void => {
    if (finished) return;
    finished = true;
    settle({
      response: {
        httpStatus: response.statusCode ?? 0,
        headers: flatHeaders(response.headers),
        body: Buffer.concat(chunks).toString("utf8"),
        complete: response.complete && bytes <= MAX_RESPONSE_BYTES,
      },
    });
  };
  response.on("data", (chunk: Buffer) => {
    bytes += chunk.byteLength;
    if (bytes <= MAX_RESPONSE_BYTES) chunks.push(chunk);
    else request.destroy();
  });
  response.on("end", finish);
  // An answer that breaks off has no end, and emits an error as well; `complete` already says it, and `close` always comes.
  response.on("error", () => {});
  response.on("close", finish);
}
