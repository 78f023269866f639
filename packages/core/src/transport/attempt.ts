import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { RequestOptions } from "node:https";
import type { TLSSocket } from "node:tls";
import { builtin } from "../http/builtin.js";
import { DispatchEvidence } from "./dispatch-evidence.js";
import type { HttpsAgent } from "./https-agent.js";
import type { AttemptResult, TransportAttempt, TransportRequest, TransportResponse } from "./transport.js";
import { TunnelError } from "./tunnel.js";

/** Maximum size of a response: 5 MiB. A longer response counts as unreadable. */
export const MAX_RESPONSE_BYTES = 5 * 1024 * 1024;

/**
 * Makes one request and collects evidence about whether it might have been sent.
 *
 * An attempt counts as *dispatched* unless it is certain that no part of the request was sent. Error codes are
 * ignored, because `ECONNRESET` can occur both before and after dispatch.
 */
export function startAttempt(
  agent: HttpsAgent,
  { method, url, headers, body, beforeDispatch }: TransportRequest,
): TransportAttempt {
  let partial: ArrivingResponse | undefined;
  let socket: TLSSocket | undefined;
  let settle!: (result: AttemptResult) => void;
  const result = new Promise<AttemptResult>((resolve) => (settle = resolve));

  const evidence = new DispatchEvidence();
  const { protocol, host, port, path, servername } = targetOf(url);
  let request: ClientRequest;
  try {
    const build = (): ClientRequest =>
      builtin("node:https").request({ protocol, host, port, path, servername, agent, method, headers });
    request = agent.collectFor(evidence, build);
  } catch (cause) {
    // The runtime received neither the body nor the end of the request, so a server cannot have accepted the request.
    evidence.giveUp();
    return { result: Promise.resolve({ failure: { dispatched: false, cause } }), cancel: () => false };
  }
  request.on("socket", (assigned) => {
    socket = assigned as TLSSocket;
    evidence.socketAssigned(assigned);
  });
  request.on("response", (response) => {
    if (socket !== undefined) agent.noteAnnounced(socket, response.headers["keep-alive"]);
    partial = readResponse(request, response, (whole) => settle({ response: whole }));
  });
  // An unsolicited 101. Without a listener, Node would report only that the connection was lost.
  request.on("upgrade", (response, upgraded) => {
    upgraded.destroy();
    settle({ response: responseOf(response, [], false) });
  });
  const fail = (cause?: unknown): void => {
    // Once the status line has arrived, the request counts as answered, even if the response body is incomplete.
    if (partial !== undefined) return;
    const dispatched = evidence.conclude();
    const isUntrusted = cause instanceof TunnelError ? cause.certificate : Boolean(socket?.authorizationError);
    settle({ failure: { dispatched, certificate: !dispatched && isUntrusted, cause } });
  };
  request.on("error", fail);
  request.on("close", () => fail()); // the only event emitted if the request was destroyed without an error
  const write = (): void => {
    try {
      evidence.release();
      request.end(body); // written in one call, so that Node adds the `content-length` header
    } catch (cause) {
      request.destroy();
      fail(cause);
    }
  };
  if (beforeDispatch === undefined) write();
  else {
    // Node does not write any part of a request, not even the headers, before `end()` is called. If an engine exposes
    // no socket, we cannot prove that nothing was sent.
    const isShown = evidence.isShown;
    if (isShown) evidence.hold();
    const stop = (cause: unknown): void => {
      request.destroy();
      fail(cause);
    };
    const step = (): void => {
      if (request.destroyed) return;
      beforeDispatch().then(() => {
        if (!request.destroyed) write();
      }, stop);
    };
    if (!isShown) step();
    else
      request.on("socket", (assigned) => {
        if ((assigned as { readonly secureConnecting?: boolean }).secureConnecting)
          assigned.once("secureConnect", step);
        else step();
      });
  }

  return {
    result,
    cancel() {
      // All sockets are destroyed in the same tick. Otherwise, a socket that is still completing its
      // handshake, or that is assigned but unused, could send the request later.
      request.destroy();
      return evidence.conclude();
    },
    answerSoFar: () => partial?.soFar(),
    isDispatched: () => evidence.isDispatched,
  };
}

/** The connection target of a URL, in the form that Node's `request` accepts. */
export type Target = Required<Pick<RequestOptions, "protocol" | "host" | "port" | "path">> & {
  readonly servername: string;
};

// Most calls use the same few URLs. Node's own conversion would copy twice as many fields as `targetOf`, which
// would cost more than all of `targetOf`.
const targets = new WeakMap<URL, Target>();

/** Returns the target for a request to this URL. */
export function targetOf(url: URL): Target {
  const known = targets.get(url);
  if (known !== undefined) return known;
  const { protocol, hostname, port, pathname, search } = url;
  const host = hostname.startsWith("[") ? hostname.slice(1, -1) : hostname;
  const target = {
    protocol, // passed so that Node rejects any protocol except `https:`
    host,
    port: port === "" ? 443 : port,
    path: pathname + search,
    // Without this field, Node would compute the name for every request. An IP address is not a valid server name.
    servername: builtin("node:net").isIP(host) === 0 ? host : "",
  };
  targets.set(url, target);
  return target;
}

// Node has already joined repeated headers, except for `set-cookie`, which cannot be joined safely.
function flatHeaders(headers: IncomingHttpHeaders): TransportResponse["headers"] {
  const { "set-cookie": cookies } = headers;
  if (cookies === undefined) return headers as TransportResponse["headers"];
  return { ...headers, "set-cookie": cookies.join(", ") };
}

/** A response whose status line and headers have arrived. */
interface ArrivingResponse {
  soFar(): TransportResponse;
}

function readResponse(
  request: ClientRequest,
  response: IncomingMessage,
  done: (whole: TransportResponse) => void,
): ArrivingResponse {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let finished = false;
  const soFar = (): TransportResponse => responseOf(response, chunks, response.complete && bytes <= MAX_RESPONSE_BYTES);
  const finish = (): void => {
    if (finished) return;
    finished = true;
    done(soFar());
  };
  response.on("data", (chunk: Buffer) => {
    bytes += chunk.byteLength;
    if (bytes <= MAX_RESPONSE_BYTES) chunks.push(chunk);
    else request.destroy();
  });
  response.on("end", finish);
  // An incomplete response emits `error` instead of `end`. The error can be ignored, because `complete` is then
  // `false`, and `close` always follows.
  response.on("error", () => {});
  response.on("close", finish);
  return { soFar };
}

function responseOf(
  { statusCode, headers }: IncomingMessage,
  chunks: readonly Buffer[],
  complete: boolean,
): TransportResponse {
  return {
    httpStatus: statusCode ?? 0,
    headers: flatHeaders(headers),
    body: Buffer.concat(chunks).toString("utf8"),
    complete,
  };
}
