import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { readJson } from "../api/read-json.js";
import { ApiError } from "../api/api-error.js";
import { createRouter } from "../api/create-router.js";
import type { ApiContext } from "../api/route.js";
import { http } from "../internal/node-http.js";
import type { RequestJournal } from "../api/request-journal.js";
import { SandboxError, type SandboxErrorCode } from "../errors/sandbox-error.js";
import type { Tenants } from "../tenant/tenants.js";
import { readInput } from "../operations/fields.js";
import type { ControlStream, OperationCall, SandboxInfo } from "../operations/operation.js";
import { OPERATIONS } from "../operations/operations.js";
import { escapeMarkup } from "./escape-markup.js";
import { followEvents } from "./events/event-stream.js";
import { createTenantFeeds, type TenantFeeds } from "./events/tenant-feeds.js";
import { digest, guard } from "./guard.js";
import { createPageServer } from "./page/page-server.js";
import { REFERENCE } from "./reference.js";
import { sendAsApp } from "./send-as-app.js";

const PREFIX = "/_sandbox/v1";
const findOperation = createRouter(OPERATIONS);

/** @internal */
export interface ControlServerOptions {
  readonly token: string;
  /** Non-local host names that are allowed in the `Host` and `Origin` headers. */
  readonly allowHosts: readonly string[];
  readonly context: ApiContext;
  readonly journal: RequestJournal;
  readonly tenants: Tenants;
  readonly ca: string;
  readonly facts: SandboxInfo;
  /** Receives internal sandbox errors. */
  readonly onInternalError: (error: unknown) => void;
  /**
   * Timeout for a request's headers in milliseconds. The timeout for the whole request is three times as long.
   *
   * @defaultValue `60_000`
   */
  readonly patienceMs?: number;
}

// High enough for all pages and tests, but low enough to limit resource use.
const MOST_CONNECTIONS = 1000;

interface Reply {
  readonly httpStatus: number;
  readonly contentType: string;
  readonly body: string;
}

/**
 * @internal Creates the server for the control API, which is intended only for local processes. The server is not
 * listening yet.
 */
export function createControlServer(options: ControlServerOptions): Server {
  const tokenDigest = digest(options.token);
  const servePage = createPageServer(options.allowHosts);
  const feeds = createTenantFeeds(options.context.changes, options.context.clock);
  const { patienceMs = 60_000 } = options; // a busy test run can delay both the client and this server
  const limits = {
    headersTimeout: patienceMs,
    requestTimeout: 3 * patienceMs,
    connectionsCheckingInterval: patienceMs / 2,
  };
  const server = http.createServer(limits, (request, response) => {
    const gone = new AbortController();
    response.once("close", () => gone.abort(new Error("The caller closed the connection.")));
    const done = /^\/(?:_sandbox\/|healthz(?:\?|$))/.test(request.url ?? "")
      ? respond(request, tokenDigest, feeds, options, gone.signal).then((answer) => write(request, response, answer))
      : servePage(request, response);
    void done.catch(() => response.destroy());
  });
  server.maxConnections = MOST_CONNECTIONS;
  return server;
}

async function respond(
  request: IncomingMessage,
  tokenDigest: Buffer,
  feeds: TenantFeeds,
  options: ControlServerOptions,
  signal: AbortSignal,
): Promise<Reply | ControlStream> {
  const [given = "", search = ""] = (request.url ?? "").split("?", 2);
  const pathname = given === "/healthz" ? `${PREFIX}/ready` : given;
  const method = request.method ?? "";
  const match = pathname.startsWith(`${PREFIX}/`) ? findOperation(method, pathname.slice(PREFIX.length)) : undefined;
  const rejection = match?.route?.isOpen === true ? undefined : guard(request, tokenDigest, options.allowHosts);
  if (rejection !== undefined) return failure(rejection.httpStatus, rejection.error);
  if (match?.route === undefined)
    return failure(match?.allowed.length ? 405 : 404, "The control API does not have this operation.");

  const { tenants, context, journal, ca, facts } = options;
  const { "x-sandbox-key": key, "x-sandbox-tenant": name } = request.headers;
  const named = name === undefined ? tenants.first() : tenants.named(String(name));
  if (named === undefined) return failure(404, "The value of X-Sandbox-Tenant is not the name of a tenant.");
  const tenant = key === undefined ? named : tenants.withKey(String(key));
  if (tenant === undefined) return failure(403, "X-Sandbox-Key is not the API key of a tenant.");
  let isRead = false;
  try {
    const fields =
      method === "POST" ? (await readJson(request)).fields : Object.fromEntries(new URLSearchParams(search));
    isRead = true;
    const { route, id } = match;
    const account = tenants.account(tenant.name);
    const call: OperationCall = {
      ...{ tenant, tenants, account, journal, ca, facts, signal },
      pageUrl: `http://${request.headers.host}/#token=${options.token}`,
      clock: context.clock,
      engine: context.engine,
      reference: REFERENCE,
      follow: (whose) => followEvents(feeds, whose === "all" ? "all" : account),
      send: (body) => sendAsApp(tenant.clientOptions, body, signal),
    };
    const answer = await route.run(
      call,
      readInput(route.input, route.path.includes("{id}") ? { ...fields, id } : fields),
    );
    if (typeof answer === "function") return answer as ControlStream;
    if (typeof answer === "string") return { httpStatus: 200, contentType: "application/x-pem-file", body: answer };
    return json(200, answer as object);
  } catch (error) {
    if (error instanceof ApiError) return failure(error.httpStatus, error.message);
    if (error instanceof SandboxError)
      return failure(
        STATUS_OF[error.code],
        error.message + whereToLook(error, tenant.name, match.id, request),
        error.code,
      );
    if (isOptionError(error)) return failure(400, error.message, error.code);
    if (isRead && !signal.aborted) options.onInternalError(error); // in all other cases, the connection failed
    return failure(500, "Internal sandbox error. Please report it.");
  }
}

// For a failed wait, returns a link to the phone's page. The link is on its own line, ready to be appended to the error
// message. The token is omitted, because the browser may already have it.
function whereToLook({ code }: SandboxError, tenant: string, phone: string, { headers }: IncomingMessage): string {
  if (code !== "wait_timeout" && code !== "unexpected_text") return "";
  return `\nSee the phone's messages on the sandbox's page: http://${headers.host}/?tenant=${tenant}#/inbox/${phone}`;
}

const STATUS_OF: Readonly<Record<SandboxErrorCode, number>> = {
  option_invalid: 400,
  webhook_target_refused: 403,
  unknown_number: 404,
  clock_not_realtime: 409,
  port_in_use: 500,
  control_failed: 502,
  wait_timeout: 408,
  unexpected_text: 409,
  closed: 503,
};

// Checks the error code instead of the class, because the sandbox does not load the part of core that defines the class.
function isOptionError(error: unknown): error is Error & { readonly code: "config_option_invalid" } {
  return error instanceof Error && "code" in error && error.code === "config_option_invalid";
}

function failure(httpStatus: number, error: string, code?: SandboxErrorCode | "config_option_invalid"): Reply {
  return json(httpStatus, { error, ...(code !== undefined && { code }) });
}

function json(httpStatus: number, value: object): Reply {
  const body = escapeMarkup(JSON.stringify(value));
  return { httpStatus, contentType: "application/json; charset=utf-8", body };
}

const SAFE_HEADERS = {
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
} as const;

function write(request: IncomingMessage, response: ServerResponse, answer: Reply | ControlStream): void {
  if (typeof answer === "function") return answer(request, response, SAFE_HEADERS);
  const { httpStatus, contentType, body } = answer;
  response.writeHead(httpStatus, {
    ...SAFE_HEADERS,
    "content-type": contentType,
    "content-length": String(Buffer.byteLength(body)),
  });
  response.end(body);
}
