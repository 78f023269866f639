import { SendoValidationError, type SendoValidationIssue } from "../errors/errors.js";
import { shownName } from "../errors/field-path.js";
import { isWholeNumber, wholeNumberRule, type WholeNumberRange } from "../errors/option-checks.js";
import { builtin } from "../http/builtin.js";
import { isObject, isPlainObject } from "../internal/is.js";
import type { ResolvedSendoOptions } from "../options/resolve-options.js";
import type { Priority } from "../rate-limit/priority-queue.js";

/** What can be said about a single call. */
export interface CallOptions {
  /**
   * Ends the call at once: in the queue, between attempts or in flight. A write that may have left ends as `unknown`.
   * Think twice before passing a web request's own signal to a send: a browser that disconnects would leave the outcome unknown.
   *
   * @defaultValue none
   */
  signal?: AbortSignal | undefined;
  /**
   * Ends the call only while nothing of it has left: in the queue, between attempts, or while it connects. It then ends as `aborted`,
   * with the outcome `not-sent`. For a process that shuts down and gives its work back.
   *
   * @defaultValue none
   */
  queueSignal?: AbortSignal | undefined;
  /**
   * Called before each request of the call, after every wait and once the connection is ready: the last chance to stop it. If it
   * rejects, nothing is sent, and the call rejects with the same error. If it resolves with a function, that function is called
   * immediately before the request leaves, with nothing in between, and can stop the request by throwing. Reject with a
   * {@link SendoError} whose outcome is `not-sent`; after any other error, an idempotency key counts as unresolved.
   *
   * @defaultValue none
   */
  beforeDispatch?: (() => Promise<(() => void) | undefined>) | undefined;
  /** Longest time for one attempt, in milliseconds (1 to 600,000). @defaultValue the client's `timeoutMs` */
  timeoutMs?: number | undefined;
  /** Longest time for the whole call, in milliseconds (1 or more). @defaultValue the client's `deadlineMs` */
  deadlineMs?: number | undefined;
  /** Who goes first when calls wait: a login code is `high`, a campaign is `low`. @defaultValue `"normal"` */
  priority?: Priority | undefined;
  /** Further headers. Those that carry the key, the body or the connection cannot be set. @defaultValue none */
  headers?: Readonly<Record<string, string>> | Headers | undefined;
}

/** How one call is made: its own options, and the client's where it has none. */
export interface CallSettings {
  readonly signal: AbortSignal | undefined;
  readonly queueSignal: AbortSignal | undefined;
  readonly beforeDispatch: CallOptions["beforeDispatch"];
  readonly deadlineMs: number | undefined;
  readonly timeoutMs: number;
  readonly priority: Priority;
  readonly retry: ResolvedSendoOptions["retry"];
  /** The caller's own headers, as they were when the call began. */
  readonly headers: Readonly<Record<string, string>> | undefined;
}

/**
 * Puts the options of a call and those of the client together.
 *
 * @throws A {@link SendoValidationError} `invalid_input` for options of the call that cannot be used.
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
  queueSignal: true,
  beforeDispatch: true,
  timeoutMs: true,
  deadlineMs: true,
  priority: true,
  headers: true,
};

/** @throws A {@link SendoValidationError} `invalid_input` for options that cannot be used, and for names that are none. */
export function checkCallOptions(kind: "read" | "write", call: CallOptions): void {
  checkIsOptions(kind, call);
  const { signal, queueSignal, beforeDispatch, timeoutMs, deadlineMs, priority, headers } = call;
  const issues: SendoValidationIssue[] = [];
  // A misspelt `idempotencyKey` would be a message sent twice.
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
  issues.push({ path, message: "must be an AbortSignal; of an AbortController, its `signal`" });
}

function checkTime(path: string, value: unknown, range: WholeNumberRange, issues: SendoValidationIssue[]): void {
  if (!isWholeNumber(value, range)) issues.push({ path, message: `must be ${wholeNumberRule(range)}` });
}

/** @throws A {@link SendoValidationError} `invalid_input` for `null` and the like instead of a call's options. */
export function checkIsOptions(kind: "read" | "write", options: unknown): void {
  if (isObject(options)) return;
  const issue = { path: "options", message: "must be an object, or left out" };
  throw new SendoValidationError([issue], kind === "write" ? "not-sent" : undefined);
}

function headerIssues(headers: CallOptions["headers"]): SendoValidationIssue[] {
  const entries = headerEntries(headers);
  if (entries === undefined) return [{ path: "headers", message: "must be a plain object or a Headers instance" }];
  return entries.flatMap(([name, value]) =>
    RESERVED_HEADERS.has(name.toLowerCase())
      ? [{ path: `headers.${name}`, message: "is set by the client and cannot be given" }]
      : isHeader(name, value)
        ? []
        : [{ path: "headers", message: "holds a name or value that HTTP cannot carry" }],
  );
}

/** The headers of one attempt: those of the call, and on top what the option `attemptHeaders` returned. Throws if they cannot be sent. */
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

/** The own fields of a plain object, or what a `Headers` contains; `undefined` for anything else, such as a `Map`. */
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
