import https from "node:https";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Gate } from "@sendo/core/gate";
import type { Account } from "../engine/account.js";
import { realNow } from "../time/clock.js";
import { iso } from "../time/iso.js";
import type { ProblemLog } from "./problem-log.js";
import type { NewEntry, RequestJournal } from "./request-journal.js";
import { jsonResponse, writeResponse, type ApiResponse } from "./response.js";
import { faultResponse, findApiFault, applyFault } from "./api-fault.js";
import { fieldProblem, keyProblem, routeProblem, type Finding } from "./find-problems.js";
import { sendMessage } from "./handlers/messages.js";
import { trackRawConnections } from "./raw-connections.js";
import { readJson } from "./read-json.js";
import { rejectPlainHttp } from "./reject-plain-http.js";
import { ApiError } from "./api-error.js";
import { createRouter, type RouteMatch } from "./create-router.js";
import type { ApiContext, ApiRoute } from "./route.js";
import { ROUTES } from "./routes.js";

/** @internal */
export interface ApiServerOptions {
  readonly context: ApiContext;
  readonly gate: Gate;
  readonly identity: { readonly certPem: string; readonly keyPem: string };
  readonly journal: RequestJournal;
  readonly problems: ProblemLog;
  /** Returns the account whose name the gate returned. */
  readonly accountNamed: (name: string) => Account;
  /** Receives internal sandbox errors, which clients do not see. */
  readonly onInternalError: (error: unknown) => void;
  /** Endpoints to serve. @defaultValue the documented endpoints */
  readonly routes?: readonly ApiRoute[];
}

/** @internal Creates the HTTPS server for the API. It is not listening yet. */
export function createApiServer(options: ApiServerOptions): https.Server {
  const { context, gate, identity, journal, problems, routes = ROUTES } = options;
  const report = (tenant: string | undefined, finding: Finding | undefined): void => {
    if (finding !== undefined) problems.add({ ...finding, tenant, at: iso(context.clock.epochMs()) });
  };

  const findRoute = createRouter(routes);
  const httpDate = createHttpDate();

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const startedMs = realNow();
    const at = iso(context.clock.epochMs());
    const { pathname, query } = readUrl(request.url ?? "");
    const match = findRoute(request.method ?? "", pathname);
    // The gate runs before the first await, so that the limit counts requests in the order in which they arrive.
    const verdict = gate.admit({ secure: true, headers: request.headers });
    const rateHeaders = verdict.admitted ? verdict.headers : verdict.reply.headers;
    if (verdict.account === undefined) report(undefined, keyProblem(request));
    else report(verdict.account, routeProblem(match, request.method ?? "", pathname));
    let body: string | undefined;
    const answer: ApiResponse = verdict.admitted
      ? await respondAdmitted(request, match, query, options.accountNamed(verdict.account), context, {
          report: (finding) => report(verdict.account, finding),
          onInternalError: options.onInternalError,
          onBody: (json) => (body = json),
        })
      : verdict.reply;
    const reason = reasonOf(answer);
    // Optional fields are assigned one by one, because object spreads took as long as the rest of this function.
    const entry: NewEntry = {
      at,
      method: request.method ?? "",
      route: match.route?.path,
      status: answer.sent === "nothing" || answer.sent === "reset" ? 0 : answer.httpStatus,
      tenant: verdict.account,
      latencyMs: Math.round((realNow() - startedMs + (answer.delayMs ?? 0)) * 10) / 10,
      accepted: answer.accepted !== undefined,
    };
    if (reason !== undefined) entry.reason = reason;
    if (answer.accepted !== undefined) entry.message = answer.accepted;
    if (answer.faultId !== undefined) entry.faultId = answer.faultId;
    const remaining = rateHeaders["x-ratelimit-remaining"];
    if (remaining !== undefined) entry.remaining = Number(remaining);
    journal.add(entry, body, answer.body);
    const headers: Record<string, string> = Object.assign({}, rateHeaders, answer.headers);
    // Date and X-RateLimit-Reset both follow the sandbox's clock, so that the two agree.
    headers["date"] = httpDate(context.clock.epochMs());
    headers["content-length"] = String(Buffer.byteLength(answer.body));
    headers["x-sandbox"] = "true";
    writeResponse(response, answer, headers, resetConnection);
  };

  const { certPem: cert, keyPem: key } = identity;
  const server = https.createServer({ cert, key, minVersion: "TLSv1.2" }, (request, response) => {
    // `serve` rejects only if the connection fails.
    void context.clock.track(serve(request, response).catch(() => response.destroy()));
  });
  // The sandbox does not close idle connections, so a client never reuses one in the moment in which it is closed. Node would
  // also set and reset a timer for each request.
  server.keepAliveTimeout = 0;
  rejectPlainHttp(server, gate, () => report(undefined, PLAIN_HTTP));
  const resetConnection = trackRawConnections(server);
  return server;
}

const PLAIN_HTTP: Finding = {
  code: "plain_http",
  message: "A request used plain HTTP. The base URL must begin with https://, as Sendo's does.",
};

const NO_QUERY = new URLSearchParams();
const NO_BODY = { fields: {}, json: undefined };

interface Listeners {
  readonly report: (finding: Finding | undefined) => void;
  readonly onInternalError: (error: unknown) => void;
  /** Called with the request body once it has been read. */
  readonly onBody: (json: string) => void;
}

async function respondAdmitted(
  request: IncomingMessage,
  match: RouteMatch<ApiRoute>,
  query: URLSearchParams,
  account: Account,
  context: ApiContext,
  { report, onInternalError, onBody }: Listeners,
): Promise<ApiResponse> {
  if (match.route === undefined) {
    if (match.allowed.length === 0) return jsonResponse(404, { error: "No such endpoint." });
    return jsonResponse(
      405,
      { error: "This endpoint does not support this method." },
      { allow: match.allowed.join(", ") },
    );
  }
  const { route, id } = match;
  let isRead = false;
  try {
    const { fields, json } = route.method === "GET" ? NO_BODY : await readJson(request);
    isRead = true;
    if (json !== undefined) onBody(json);
    report(fieldProblem(route, query, fields));
    const fault = findApiFault(account, route, fields);
    const instead = fault === undefined ? undefined : faultResponse(fault);
    if (instead !== undefined) return instead;
    const body = await route.handler({ account, id, query, fields }, context);
    const answer = jsonResponse(200, body);
    const sent = fault === undefined ? answer : applyFault(answer, fault);
    return route.handler === sendMessage ? { ...sent, accepted: (body as { id: string }).id } : sent;
  } catch (error) {
    // The documentation marks `success` as required in responses to writes, so the response to a rejected write
    // contains it too.
    const success = route.method === "GET" ? {} : { success: false };
    if (error instanceof ApiError) {
      if (error.httpStatus !== 404) report(errorProblem(route, error));
      return jsonResponse(error.httpStatus, { ...success, error: error.message });
    }
    if (isRead) onInternalError(error); // an error while the body is being read means that the connection failed
    return jsonResponse(500, { ...success, error: "Internal sandbox error. Please report it." });
  }
}

function reasonOf({ httpStatus, body }: ApiResponse): string | undefined {
  if (httpStatus < 400) return undefined;
  try {
    const { error } = JSON.parse(body) as { error?: unknown };
    return typeof error === "string" ? error : undefined;
  } catch {
    return undefined; // a gateway's HTML page, or a truncated response
  }
}

// The error messages contain only names of documented fields, never values from the request.
function errorProblem({ method, path }: ApiRoute, { httpStatus, message }: ApiError): Finding {
  return { code: "bad_request", message: `${method} ${path} returned ${httpStatus}: ${message}` };
}

// Formatting a date takes longer than routing a request. The header's resolution is one second, so all responses
// within a second reuse the formatted date.
function createHttpDate(): (epochMs: number) => string {
  let second = Number.NaN;
  let formatted = "";
  return (epochMs) => {
    const current = Math.floor(epochMs / 1000);
    if (current !== second) formatted = new Date(epochMs).toUTCString();
    second = current;
    return formatted;
  };
}

// The URL class would resolve `..` and treat `//host/path` as a different host.
function readUrl(target: string): { pathname: string; query: URLSearchParams } {
  const mark = target.indexOf("?");
  if (mark < 0) return { pathname: target, query: NO_QUERY };
  return { pathname: target.slice(0, mark), query: new URLSearchParams(target.slice(mark)) };
}
