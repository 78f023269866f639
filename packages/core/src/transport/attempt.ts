import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { RequestOptions } from "node:https";
import type { TLSSocket } from "node:tls";
import { builtin } from "../http/builtin.js";
import { DispatchEvidence } from "./dispatch-evidence.js";
import type { HttpsAgent } from "./https-agent.js";
import type { AttemptResult, TransportAttempt, TransportRequest, TransportResponse } from "./transport.js";
import { TunnelError } from "./tunnel.js";

/** Longest response that is read: 5 MiB. What is longer counts as unreadable. */
export const MAX_RESPONSE_BYTES = 5 * 1024 * 1024;

/**
 * Makes one request and collects the evidence of whether it may have left this process.
 *
 * An attempt is *dispatched* unless it is proved that no byte of it has left. Error codes prove nothing: `ECONNRESET` can occur before
 * and after dispatch.
 */
export function startAttempt(
  agent: HttpsAgent,
  { method, url, headers, body, beforeDispatch }: TransportRequest,
): TransportAttempt {
  let answer: ArrivingAnswer | undefined;
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
    // The runtime never received the body, nor the end of the request, so no server can have accepted it.
    evidence.giveUp();
    return { result: Promise.resolve({ failure: { dispatched: false, cause } }), cancel: () => false };
  }
  request.on("socket", (assigned) => {
    socket = assigned as TLSSocket;
    evidence.socketAssigned(assigned);
  });
  request.on("response", (response) => {
    if (socket !== undefined) agent.noteAnnounced(socket, response.headers["keep-alive"]);
    answer = readAnswer(request, response, (whole) => settle({ response: whole }));
  });
  // A 101 that nobody asked for. Without a listener Node would drop it, and all that would be known is a lost connection.
  request.on("upgrade", (response, upgraded) => {
    upgraded.destroy();
    settle({ response: answerOf(response, [], false) });
  });
  const fail = (cause?: unknown): void => {
    // Once there is a status line it counts, however the connection ends: a rejection with half a body is a rejection.
    if (answer !== undefined) return;
    const dispatched = evidence.conclude();
    const isUntrusted = cause instanceof TunnelError ? cause.certificate : Boolean(socket?.authorizationError);
    settle({ failure: { dispatched, certificate: !dispatched && isUntrusted, cause } });
  };
  request.on("error", fail);
  request.on("close", () => fail()); // all that a request says when it was destroyed without an error
  const write = (): void => {
    try {
      evidence.release();
      request.end(body); // in one piece, so that Node writes its length
    } catch (cause) {
      request.destroy();
      fail(cause);
    }
  };
  if (beforeDispatch === undefined) write();
  else {
    // Node writes nothing of a request, its headers included, before its end. An engine that shows no socket has proved nothing.
    const isShown = evidence.isShown;
    if (isShown) evidence.hold();
    const refuse = (cause: unknown): void => {
      request.destroy();
      fail(cause);
    };
    const step = (): void => {
      if (request.destroyed) return;
      beforeDispatch().then(() => {
        if (!request.destroyed) write();
      }, refuse);
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
      // In the same tick: neither a socket in the middle of its handshake nor one that was assigned but not yet used can carry
      // the request later.
      request.destroy();
      return evidence.conclude();
    },
    answerSoFar: () => answer?.soFar(),
    isDispatched: () => evidence.isDispatched,
  };
}

/** Where a request goes, as Node takes it. */
type Target = Required<Pick<RequestOptions, "protocol" | "host" | "port" | "path">> & { readonly servername: string };

// Most calls share a few addresses, and Node takes a URL apart into twice as many fields, which costs more than all else here.
const targets = new WeakMap<URL, Target>();

function targetOf(url: URL): Target {
  const known = targets.get(url);
  if (known !== undefined) return known;
  const { protocol, hostname, port, pathname, search } = url;
  const host = hostname.startsWith("[") ? hostname.slice(1, -1) : hostname;
  const target = {
    protocol, // so that Node rejects any but https
    host,
    port: port === "" ? 443 : port,
    path: pathname + search,
    servername: builtin("node:net").isIP(host) === 0 ? host : "", // as Node finds it out by itself, at every request; an address is no name
  };
  targets.set(url, target);
  return target;
}

// Node has joined repeated headers already, but for the one that cannot be joined safely.
function flatHeaders(headers: IncomingHttpHeaders): TransportResponse["headers"] {
  const { "set-cookie": cookies } = headers;
  if (cookies === undefined) return headers as TransportResponse["headers"];
  return { ...headers, "set-cookie": cookies.join(", ") };
}

/** An answer of which the status line and the headers are here. */
interface ArrivingAnswer {
  /** What there is of it at this moment. */
  soFar(): TransportResponse;
}

function readAnswer(
  request: ClientRequest,
  response: IncomingMessage,
  done: (answer: TransportResponse) => void,
): ArrivingAnswer {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let finished = false;
  const soFar = (): TransportResponse => answerOf(response, chunks, response.complete && bytes <= MAX_RESPONSE_BYTES);
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
  // An answer that breaks off has no end, and emits an error as well; `complete` already says it, and `close` always comes.
  response.on("error", () => {});
  response.on("close", finish);
  return { soFar };
}

function answerOf(
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
