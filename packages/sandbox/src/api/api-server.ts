import https from "node:https";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Gate } from "@sendo/core/gate";
import type { Account } from "../engine/account.js";
import { iso } from "../engine/message-record.js";
import type { HttpsIdentity } from "../https-identity.js";
import type { RequestJournal } from "../request-journal.js";
import { readJson } from "./read-json.js";
import { refusePlainHttp } from "./refuse-plain-http.js";
import { Refusal } from "./refusal.js";
import { matchRoute, type RouteMatch } from "./match-route.js";
import type { ApiContext, ApiRoute } from "./route.js";
import { ROUTES } from "./routes.js";

/** @internal */
export interface ApiServerOptions {
  readonly context: ApiContext;
  readonly gate: Gate;
  readonly identity: HttpsIdentity;
  readonly journal: RequestJournal;
  /** The account by the name that the gate gives. */
  readonly accountNamed: (name: string) => Account;
}

interface Answer {
  readonly httpStatus: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** @internal The API itself: HTTPS, then gate, route, handler and journal. It does not listen yet. */
export function createApiServer(options: ApiServerOptions): https.Server {
  const { context, gate, identity, journal } = options;

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, query } = readUrl(request.url ?? "");
    const match = matchRoute(ROUTES, request.method ?? "", pathname);
    // Admitted before anything is awaited, so that the limit counts requests in the order of their arrival.
    const verdict = gate.admit({ secure: true, headers: request.headers });
    const answer = verdict.admitted
      ? await answerAdmitted(request, match, query, options.accountNamed(verdict.account), context)
      : verdict.reply;
    journal.add({
      at: iso(context.clock.epochMs()),
      method: request.method ?? "",
      route: match.route?.path,
      status: answer.httpStatus,
      account: verdict.account,
    });
    response.writeHead(answer.httpStatus, {
      ...(verdict.admitted && verdict.headers),
      ...answer.headers,
      // The sandbox's own time, so that Date and X-RateLimit-Reset agree whatever its clock.
      date: new Date(context.clock.epochMs()).toUTCString(),
      "content-length": String(Buffer.byteLength(answer.body)),
      "x-sandbox": "true",
    });
    // What is left of a request's body is read and dropped by Node: closing the connection instead could cost the client
    // this very answer.
    response.end(answer.body);
  };

  const { certPem: cert, keyPem: key } = identity;
  const server = https.createServer({ cert, key, minVersion: "TLSv1.2" }, (request, response) => {
    // It can only fail when the connection does.
    void context.clock.track(serve(request, response).catch(() => response.destroy()));
  });
  return refusePlainHttp(server, gate);
}

async function answerAdmitted(
  request: IncomingMessage,
  match: RouteMatch<ApiRoute>,
  query: URLSearchParams,
  account: Account,
  context: ApiContext,
): Promise<Answer> {
  if (match.route === undefined) {
    if (match.allowed.length === 0) return json(404, { error: "No such endpoint." });
    return json(405, { error: "This endpoint has another method." }, { allow: match.allowed.join(", ") });
  }
  const { route, id } = match;
  try {
    const fields = route.method === "GET" ? {} : await readJson(request);
    return json(200, route.handler({ account, id, query, fields }, context));
  } catch (error) {
    // The documents mark `success` as required in the answers of writes, so a refused write has it too.
    const success = route.method === "GET" ? {} : { success: false };
    if (error instanceof Refusal) return json(error.httpStatus, { ...success, error: error.message });
    return json(500, { ...success, error: "Internal error of the sandbox. Please report it." });
  }
}

function json(httpStatus: number, body: object, headers: Readonly<Record<string, string>> = {}): Answer {
  return {
    httpStatus,
    headers: { ...headers, "content-type": "application/json; charset=utf-8" },
    body: JSON.stringify(body),
  };
}

// Not by the URL class, which resolves `..` and takes `//host/path` for another host.
function readUrl(target: string): { pathname: string; query: URLSearchParams } {
  const mark = target.indexOf("?");
  const pathname = mark < 0 ? target : target.slice(0, mark);
  return { pathname, query: new URLSearchParams(mark < 0 ? "" : target.slice(mark)) };
}
