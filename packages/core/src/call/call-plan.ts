import type { IdempotencyStore } from "../stores/idempotency-store.js";
import type { SendoLogger } from "../observe/logger.js";
import type { TransportRequest } from "../transport/transport.js";
import type { Verdict } from "./classify.js";
import { SendoValidationError, type SendoValidationIssue } from "../errors/errors.js";
import { shownName } from "../errors/field-path.js";
import { isWholeNumber, wholeNumberRule } from "../errors/option-checks.js";
import { isObject, isPlainObject } from "../internal/is.js";
import { nodeHttp } from "../http/node-http.js";
import type { ResolvedSendoOptions } from "../options/resolve-options.js";
import type { Priority } from "../rate-limit/priority-queue.js";
import type { SendoPromise } from "./sendo-promise.js";

// Replaced by the build.
declare const __SENDO_VERSION__: string;

/** What can be said about a single call. */
export interface CallOptions {
  /**
   * Ends the call at once: in the queue, between attempts or in flight. A write that may have left ends as `unknown`.
   * Think twice before passing a web request's own signal to a send: a browser that goes away would leave a text in doubt.
   *
   * @defaultValue none
   */
  signal?: AbortSignal | undefined;
  /** Longest time for one attempt, in milliseconds (1 to 600,000). @defaultValue the client's `timeoutMs` */
  timeoutMs?: number | undefined;
  /** Longest time for the whole call, in milliseconds (1 or more). @defaultValue the client's `deadlineMs` */
  deadlineMs?: number | undefined;
  /** Who goes first when calls wait: a login code is `high`, a campaign is `low`. @defaultValue `"normal"` */
  priority?: Priority | undefined;
  /** Further headers. Those that carry the key, the body or the connection cannot be set. @defaultValue none */
  headers?: Readonly<Record<string, string>> | Headers | undefined;
}

/** One request of the API, as a resource describes it. */
export interface Operation<T> {
  /** A `write` can cost money or change something, and is repeated only where that is proved to be safe. */
  readonly kind: "read" | "write";
  readonly method: "GET" | "POST" | "PATCH";
  /** Encoded path, from `/v1/` on. */
  readonly path: string;
  /** The same with `{id}` for an id, for diagnostics. @defaultValue `path` */
  readonly route?: string;
  /** Parameters; those that are `undefined` are left out. */
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  /** The request body. */
  readonly body?: unknown;
  readonly extract: (body: Record<string, unknown>) => T | undefined;
  /** Texts of the body as it was sent that an answer may echo and an error must not show; asked for only when there is an error. */
  readonly secrets?: (body: string) => readonly string[];
  readonly reference?: string | undefined;
  /** For a write that is run under an idempotency key. */
  readonly idempotent?: IdempotentOperation<T> | undefined;
}

/** What a write needs so that it can be run again under a key. */
export interface IdempotentOperation<T> {
  readonly store: IdempotencyStore;
  readonly key: string;
  readonly fingerprint: string;
  readonly reference: string;
  readonly logger: SendoLogger;
  /** The result of a text that was accepted earlier. */
  toResult(id: string, reference: string): T;
  /** The other way round. */
  idOf(result: T): string;
  /** Looks for a text in doubt, and never sends. Without an id it was not found, or nothing is known. */
  find(reference: string, since: Date, signal: AbortSignal): Promise<FoundText>;
}

/** What looking for a text has found. */
export interface FoundText {
  readonly id?: string;
  readonly cause?: unknown;
}

/** What one call asks for, once its input is known to be good. */
export interface CallPlan<T> {
  /** For people and diagnostics: `GET /v1/message/{id}`. */
  readonly operation: string;
  readonly kind: "read" | "write";
  readonly method: TransportRequest["method"];
  readonly url: URL;
  readonly body?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly extract: (body: Record<string, unknown>) => T | undefined;
  /** Texts of a body that an answer may echo and an error must not show; asked for only when there is an error. */
  readonly secrets?: ((body: string) => readonly string[]) | undefined;
  readonly reference?: string | undefined;

  readonly signal?: AbortSignal | undefined;
  readonly deadlineMs?: number | undefined;
  readonly timeoutMs: number;
  readonly priority: Priority;
  readonly retry: Readonly<Record<NonNullable<Verdict<unknown>["retry"]>, number>>;
  readonly maxQueue: number;
  readonly maxQueueWaitMs?: number | undefined;
  /** The last step before each request, once limiter and connections have let it through. It is not sent if this fails. */
  readonly beforeDispatch?: ((attempts: number) => Promise<void>) | undefined;
}

/** Makes the call that a resource describes. What `describe` throws becomes the failure of the call. */
export type Caller = <T>(describe: () => Operation<T>, options?: CallOptions) => SendoPromise<T>;

/**
 * Puts an operation, the options of the call and those of the client together.
 *
 * @throws A {@link SendoValidationError} `invalid_input` for options of the call that cannot be used.
 */
export function planCall<T>(client: ResolvedSendoOptions, operation: Operation<T>, call: CallOptions): CallPlan<T> {
  checkCallOptions(operation.kind, call);
  const body = bodyOf(operation);
  return {
    operation: `${operation.method} ${operation.route ?? operation.path}`,
    kind: operation.kind,
    method: operation.method,
    url: resolveUrl(client.baseUrl, operation),
    body,
    headers: headersOf(body, call.headers),
    extract: operation.extract,
    secrets: operation.secrets,
    reference: operation.reference,
    signal: call.signal,
    deadlineMs: call.deadlineMs ?? client.deadlineMs,
    timeoutMs: call.timeoutMs ?? client.timeoutMs[operation.kind],
    priority: call.priority ?? "normal",
    retry: client.retry,
    maxQueue: client.maxQueue,
    maxQueueWaitMs: client.maxQueueWaitMs,
  };
}

function bodyOf({ kind, body }: Operation<unknown>): string | undefined {
  if (body === undefined) return undefined;
  try {
    return JSON.stringify(body);
  } catch {
    const message = "must be what JSON can hold: no bigint, no circle";
    throw new SendoValidationError([{ path: "body", message }], kind === "write" ? "not-sent" : undefined);
  }
}

// Most calls of a client go to a few addresses, and taking one apart costs more than finding it again.
const URLS_KEPT = 32;
const knownUrls = new WeakMap<URL, Map<string, URL>>();

function resolveUrl(baseUrl: URL, { path, query }: Operation<unknown>): URL {
  if (query !== undefined) return urlOf(baseUrl, path, query);
  let known = knownUrls.get(baseUrl);
  if (known === undefined) knownUrls.set(baseUrl, (known = new Map<string, URL>()));
  let url = known.get(path);
  if (url === undefined) {
    if (known.size >= URLS_KEPT) known.clear();
    known.set(path, (url = urlOf(baseUrl, path, {})));
  }
  return url;
}

function urlOf(baseUrl: URL, path: string, query: NonNullable<Operation<unknown>["query"]>): URL {
  const url = new URL(baseUrl);
  url.pathname = (baseUrl.pathname === "/" ? "" : baseUrl.pathname) + path;
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  return url;
}

// Each of these is ours or Node's to set; one from outside could send a request to another host or cut its body short.
const RESERVED_HEADERS = new Set([
  "accept",
  "accept-encoding",
  "authorization",
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "expect",
  "host",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "user-agent",
]);

const CALL_OPTIONS: Readonly<Record<keyof CallOptions, true>> = {
  signal: true,
  timeoutMs: true,
  deadlineMs: true,
  priority: true,
  headers: true,
};

/** @throws A {@link SendoValidationError} `invalid_input` for options that cannot be used, and for names that are none. */
export function checkCallOptions(kind: "read" | "write", call: CallOptions): void {
  checkIsOptions(kind, call);
  const { signal, timeoutMs, deadlineMs, priority, headers } = call;
  const issues: SendoValidationIssue[] = [];
  // A misspelt `idempotencyKey` would be a text sent twice.
  for (const name of Object.keys(call)) {
    if (!Object.hasOwn(CALL_OPTIONS, name))
      issues.push({ path: shownName(name), message: "is not an option of this call" });
  }
  if (signal !== undefined && typeof (signal as Partial<AbortSignal> | null)?.addEventListener !== "function") {
    issues.push({ path: "signal", message: "must be an AbortSignal; of an AbortController, its `signal`" });
  }
  for (const [path, value, range] of [
    ["timeoutMs", timeoutMs, { min: 1, max: 600_000 }],
    ["deadlineMs", deadlineMs, { min: 1 }],
  ] as const) {
    if (value !== undefined && !isWholeNumber(value, range))
      issues.push({ path, message: `must be ${wholeNumberRule(range)}` });
  }
  if (priority !== undefined && !["high", "normal", "low"].includes(priority)) {
    issues.push({ path: "priority", message: 'must be "high", "normal" or "low"' });
  }
  const entries = headerEntries(headers);
  if (entries === undefined) issues.push({ path: "headers", message: "must be a plain object or a Headers instance" });
  for (const [name, value] of entries ?? []) {
    if (RESERVED_HEADERS.has(name.toLowerCase())) {
      issues.push({ path: `headers.${name}`, message: "is set by the client and cannot be given" });
    } else if (!isHeader(name, value))
      issues.push({ path: "headers", message: "holds a name or value that HTTP cannot carry" });
  }
  if (issues.length > 0) throw new SendoValidationError(issues, kind === "write" ? "not-sent" : undefined);
}

/** @throws A {@link SendoValidationError} `invalid_input` for `null` and the like in the place of a call's options. */
export function checkIsOptions(kind: "read" | "write", options: unknown): void {
  if (isObject(options)) return;
  const issue = { path: "options", message: "must be an object, or left out" };
  throw new SendoValidationError([issue], kind === "write" ? "not-sent" : undefined);
}

/** The own fields of a plain object, or what a `Headers` contains; `undefined` for anything else, such as a `Map`. */
function headerEntries(headers: unknown): [name: string, value: unknown][] | undefined {
  if (headers === undefined) return [];
  if (isPlainObject(headers)) return Object.entries(headers);
  return headers instanceof Headers ? [...headers] : undefined;
}

function isHeader(name: string, value: unknown): boolean {
  const http = nodeHttp();
  try {
    http.validateHeaderName(name);
    http.validateHeaderValue(name, value as string);
    return typeof value === "string";
  } catch {
    return false;
  }
}

// Without `identity` HTTP lets a server compress, and a success that cannot be read is a text in doubt.
const HEADERS_OF_READS: Readonly<Record<string, string>> = {
  accept: "application/json",
  "accept-encoding": "identity",
  "user-agent": `sendo-node/${__SENDO_VERSION__}`,
};
const HEADERS_OF_WRITES = Object.assign({}, HEADERS_OF_READS, { "content-type": "application/json" });

// Most calls have none of their own: then they share, since thousands may wait.
function headersOf(body: string | undefined, own: CallOptions["headers"]): Readonly<Record<string, string>> {
  const ours = body === undefined ? HEADERS_OF_READS : HEADERS_OF_WRITES;
  if (own === undefined) return ours;
  const headers: Record<string, string> = Object.assign({}, ours);
  for (const [name, value] of headerEntries(own) ?? []) headers[name.toLowerCase()] = value as string;
  return headers;
}
