import { SendoValidationError, type SendoValidationIssue } from "../errors/errors.js";
import { shownName } from "../errors/field-path.js";
import { isWholeNumber, wholeNumberRule, type WholeNumberRange } from "../errors/option-checks.js";
import { builtin } from "../http/builtin.js";
import { isObject, isPlainObject } from "../internal/is.js";
import type { ResolvedSendoOptions } from "../options/resolve-options.js";
import type { Priority } from "../rate-limit/priority-queue.js";

/** Options for a single call. */
export interface CallOptions {
  /**
   * Ends the call immediately, whether it is queued, waiting between attempts, or in flight. A write that may have been
   * sent ends with outcome `unknown`. Be careful with a web request's signal: if the browser disconnects while a
   * message is being sent, the outcome can be unknown.
   *
   * @defaultValue none
   */
  signal?: AbortSignal | undefined;
  /**
   * Ends the call only while it is queued, waiting between attempts, or connecting. It does not end the call while the message
   * may have been sent, either by this call or by an earlier call with the same `idempotencyKey`. A call that ends fails with
   * code `aborted` and outcome `not-sent`. Use this signal at shutdown to return unfinished work to a job queue.
   *
   * @defaultValue none
   */
  queueSignal?: AbortSignal | undefined;
  /**
   * Called before each request, when the call no longer has to wait and the connection is ready. This is the last opportunity to
   * stop the request. If the promise rejects, nothing is sent, and the call rejects with the same error. If the promise
   * resolves with a function, the function is called synchronously, immediately before the request is sent. The
   * function can also stop the request by throwing an error. In both cases, use a {@link SendoError} whose outcome is
   * `not-sent`. After any other error, the call's idempotency key counts as unresolved.
   *
   * @defaultValue none
   */
  beforeDispatch?: (() => Promise<(() => void) | undefined>) | undefined;
  /** Maximum time for one attempt, in milliseconds (1 to 600,000). @defaultValue the client's `timeoutMs` */
  timeoutMs?: number | undefined;
  /** Maximum time for the whole call, in milliseconds (1 or more). @defaultValue the client's `deadlineMs` */
  deadlineMs?: number | undefined;
  /** Priority among waiting calls: use `high` for login codes and `low` for campaigns. @defaultValue `"normal"` */
  priority?: Priority | undefined;
  /**
   * Additional headers. Headers that affect authentication, the body or the connection cannot be set.
   *
   * @defaultValue none
   */
  headers?: Readonly<Record<string, string>> | Headers | undefined;
}

/** Settings for one call. Options omitted from the call are taken from the client. */
export interface CallSettings {
  readonly signal: AbortSignal | undefined;
  readonly queueSignal: AbortSignal | undefined;
  readonly beforeDispatch: CallOptions["beforeDispatch"];
  readonly deadlineMs: number | undefined;
  readonly timeoutMs: number;
  readonly priority: Priority;
  readonly retry: ResolvedSendoOptions["retry"];
  /** A copy of the caller's headers, made when the call started. */
  readonly headers: Readonly<Record<string, string>> | undefined;
}

/**
 * Merges a call's options with its client's options.
 *
 * @throws A {@link SendoValidationError} with code `invalid_input` if the call's options are invalid.
 */
export function callSettings(client: ResolvedSendoOptions, kind: "read" | "write", options: CallOptions): CallSettings {
  checkCallOptions(kind, options);
  return {
    signal: options.signal,
    queueSignal: options.queueSignal,
    beforeDispatch: options.beforeDispatch,
    deadlineMs: options.deadlineMs ?? client.deadlineMs,
    timeoutMs: options.timeoutMs ?? client.timeoutMs[kind],
    priority: options.priority ?? "normal",
    retry: client.retry,
    headers: options.headers && ownHeaders(options.headers),
  };
}

// The client or Node sets these headers. Other values could send a request to another host or truncate its body.
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
  queueSignal: true,
  beforeDispatch: true,
  timeoutMs: true,
  deadlineMs: true,
  priority: true,
  headers: true,
};

/** @throws A {@link SendoValidationError} with code `invalid_input` for invalid or unknown options. */
export function checkCallOptions(kind: "read" | "write", call: CallOptions): void {
  checkIsOptions(kind, call);
  const { signal, queueSignal, beforeDispatch, timeoutMs, deadlineMs, priority, headers } = call;
  const issues: SendoValidationIssue[] = [];
  // If a misspelled `idempotencyKey` were ignored, a message could be sent twice.
  for (const name of Object.keys(call)) {
    if (!Object.hasOwn(CALL_OPTIONS, name))
      issues.push({ path: shownName(name), message: "is not an option of this call" });
  }
  if (signal !== undefined) checkSignal("signal", signal, issues);
  if (queueSignal !== undefined) checkSignal("queueSignal", queueSignal, issues);
  if (beforeDispatch !== undefined && typeof beforeDispatch !== "function") {
    issues.push({ path: "beforeDispatch", message: "must be a function that returns a promise" });
  }
  if (timeoutMs !== undefined) checkTime("timeoutMs", timeoutMs, { min: 1, max: 600_000 }, issues);
  if (deadlineMs !== undefined) checkTime("deadlineMs", deadlineMs, { min: 1 }, issues);
  if (priority !== undefined && !["high", "normal", "low"].includes(priority)) {
    issues.push({ path: "priority", message: 'must be "high", "normal" or "low"' });
  }
  if (headers !== undefined) issues.push(...headerIssues(headers));
  if (issues.length > 0) throw new SendoValidationError(issues, kind === "write" ? "not-sent" : undefined);
}

function checkSignal(path: string, value: unknown, issues: SendoValidationIssue[]): void {
  if (typeof (value as Partial<AbortSignal> | null)?.addEventListener === "function") return;
  issues.push({ path, message: "must be an AbortSignal, such as the `signal` of an AbortController" });
}

function checkTime(path: string, value: unknown, range: WholeNumberRange, issues: SendoValidationIssue[]): void {
  if (!isWholeNumber(value, range)) issues.push({ path, message: `must be ${wholeNumberRule(range)}` });
}

/** @throws A {@link SendoValidationError} with code `invalid_input` if the options are not an object. */
export function checkIsOptions(kind: "read" | "write", options: unknown): void {
  if (isObject(options)) return;
  const issue = { path: "options", message: "must be an object or omitted" };
  throw new SendoValidationError([issue], kind === "write" ? "not-sent" : undefined);
}

function headerIssues(headers: CallOptions["headers"]): SendoValidationIssue[] {
  const entries = headerEntries(headers);
  if (entries === undefined) return [{ path: "headers", message: "must be a plain object or a Headers instance" }];
  return entries.flatMap(([name, value]) =>
    RESERVED_HEADERS.has(name.toLowerCase())
      ? [{ path: `headers.${name}`, message: "is set by the client and cannot be changed" }]
      : isHeader(name, value)
        ? []
        : [{ path: "headers", message: "contains a name or value that is not valid in an HTTP header" }],
  );
}

/**
 * The headers for one attempt: the call's headers, overridden by the result of `attemptHeaders`. Throws if
 * `attemptHeaders` returned invalid headers.
 */
export function withAttemptHeaders(
  own: CallSettings["headers"],
  further: CallOptions["headers"],
): CallSettings["headers"] {
  if (further === undefined) return own;
  const [issue] = headerIssues(further);
  if (issue !== undefined) throw new TypeError(`attemptHeaders: ${issue.path} ${issue.message}`);
  return Object.assign({}, own, ownHeaders(further));
}

function ownHeaders(headers: CallOptions["headers"]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    (headerEntries(headers) ?? []).map(([name, value]) => [name.toLowerCase(), value as string]),
  );
}

/** The entries of a plain object or a `Headers` instance, or `undefined` for anything else, such as a `Map`. */
function headerEntries(headers: unknown): [name: string, value: unknown][] | undefined {
  if (isPlainObject(headers)) return Object.entries(headers);
  return headers instanceof Headers ? [...headers] : undefined;
}

function isHeader(name: string, value: unknown): boolean {
  const http = builtin("node:http");
  try {
    http.validateHeaderName(name);
    http.validateHeaderValue(name, value as string);
    return typeof value === "string";
  } catch {
    return false;
  }
}
