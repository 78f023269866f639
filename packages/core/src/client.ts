import type { AccountIdentity } from "./options/account-identity.js";
import type { CallContext } from "./call/call-context.js";
import { callSettings, type CallOptions } from "./call/call-options.js";
import { Cancellation } from "./call/cancellation.js";
import { operationName, type Caller, type Operation } from "./call/operation.js";
import { systemClock, type Clock } from "./internal/clock.js";
import { SendoValidationError, toCause, type SendoValidationIssue } from "./errors/errors.js";
import type { IdempotencyState } from "./stores/idempotency-store.js";
import { traceCall } from "./call/call-trace.js";
import { runGuardedCall } from "./call/guarded-call.js";
import { isObject } from "./internal/is.js";
import { runIdempotentCall } from "./call/idempotent-call.js";
import type { SendoOptions } from "./options/options.js";
import { overrideOptions, resolveOptions, type ResolvedSendoOptions } from "./options/resolve-options.js";
import { type OptionNames, checkOptionNames, checkWholeNumber } from "./errors/option-checks.js";
import { InFlightCalls, type CloseReport } from "./call/in-flight-calls.js";
import type { PublicOf } from "./internal/public-of.js";
import { warnOfOtherMinor } from "./internal/version.js";
import { PARTS, rememberParts } from "./internal/parts.js";
import { Limiter, type ConnectAhead, type RateLimitState, type RateLimiter } from "./rate-limit/limiter.js";
import { leaseLimiter, sharedAccount } from "./rate-limit/registry.js";
import { SharedLimiter } from "./stores/shared-limiter.js";
import { Brands } from "./resources/brands.js";
import { Campaigns } from "./resources/campaigns.js";
import { Messages } from "./resources/messages.js";
import { Numbers } from "./resources/numbers.js";
import type { ResourceParts } from "./resources/resource.js";
import { Webhooks } from "./resources/webhooks.js";
import { stringsIn } from "./errors/redact.js";
import { sendoPromise, type SendoPromise } from "./call/sendo-promise.js";
import { Semaphore } from "./call/semaphore.js";
import { HttpsTransport } from "./transport/https-transport.js";
import type { Transport } from "./transport/transport.js";

/** A custom request. */
export interface SendoRequest {
  /** HTTP method. `GET` requests count as reads and are retried like other reads. All other methods count as writes. */
  method: "GET" | "POST" | "PATCH";
  /** Encoded path, beginning with `/v1/`. */
  path: string;
  /** Query parameters. `undefined` values are omitted. */
  query?: Readonly<Record<string, string | number | undefined>> | undefined;
  /** Request body, sent as JSON. */
  body?: unknown;
}

/** Options for `close`. */
export interface CloseOptions {
  /**
   * How long queued calls and requests in flight are allowed to continue, in milliseconds. `0` ends all calls
   * immediately. After that time, queued calls end with outcome `not-sent`, and writes in flight end with outcome
   * `unknown`. A second `close` call can shorten this time, but not extend it.
   *
   * @defaultValue `10_000`
   */
  drainMs?: number | undefined;
}

const CLOSE_NAMES: OptionNames<CloseOptions> = { drainMs: true };

/** Options that can be changed with {@link SendoClient.withOptions}. */
export type SendoOverrides = Pick<
  SendoOptions,
  "campaign" | "from" | "timeoutMs" | "deadlineMs" | "retry" | "reference" | "logger"
>;

/** @internal Dependencies that tests replace. */
export interface SendoRuntime {
  clock: Clock;
  random: () => number;
  /** Environment variables to use instead of the process's own. */
  environment?: NodeJS.ProcessEnv | undefined;
}

/** Public interface of the {@link Sendo} class. Adapters add a client of this type to their framework's objects. */
export interface SendoClient {
  /** Sends and reads messages. */
  readonly messages: PublicOf<Messages>;
  /** Creates and reads campaigns. */
  readonly campaigns: PublicOf<Campaigns>;
  /** Creates and reads brands. Only resellers need this. */
  readonly brands: PublicOf<Brands>;
  /** Buys phone numbers. */
  readonly numbers: PublicOf<Numbers>;
  /** Creates and reads webhooks. */
  readonly webhooks: PublicOf<Webhooks>;
  /** The account that this client sends from. Clients created by `withOptions` use the same account. */
  readonly account: AccountIdentity;
  /** Current state of the rate limiter. */
  readonly rateLimit: RateLimitState;
  /** Properties of the `idempotency` option's store, or `undefined` if the option is not set. */
  readonly idempotency: IdempotencyState | undefined;
  /** Resolves once no call is waiting and no request is in flight. */
  idle(): Promise<void>;
  /**
   * Calls an endpoint that has no method in this version of the library. The rate limit, outcomes and errors are the same as for other
   * methods.
   */
  request(request: SendoRequest, options?: CallOptions): SendoPromise<Record<string, unknown>>;
  /**
   * Creates a client that has different defaults but shares everything else, such as the limiter and connections. Calling
   * `close()` on either client closes both. Options that are `undefined` are not changed.
   *
   * @example
   * ```ts
   * const reminders = sendo.withOptions({ campaign: "Zk81QpLm", deadlineMs: 5_000 });
   * ```
   */
  withOptions(options: SendoOverrides): SendoClient;
  /**
   * Rejects new calls, waits for calls in progress to finish, and closes the connections. It does not close a
   * `transport` that you passed. Close your transport yourself.
   */
  close(options?: CloseOptions): Promise<CloseReport>;
}

/**
 * The Sendo client. Create one client per account in each process. The client enforces the rate limit, retries calls
 * when it is safe, and reports the outcome of every failed send.
 *
 * @throws A {@link SendoConfigError} if an option or environment variable is missing or invalid.
 *
 * @example
 * ```ts
 * import { Sendo } from "@sendo/core";
 *
 * const sendo = new Sendo(); // SENDO_API_KEY, SENDO_CAMPAIGN
 * const { id } = await sendo.messages.send({ to: "+12065550142", body: "Your table is ready" });
 * console.log((await sendo.messages.retrieve(id)).status);
 * ```
 */
export class Sendo implements SendoClient, AsyncDisposable {
  readonly messages: Messages;
  readonly campaigns: Campaigns;
  readonly brands: Brands;
  readonly numbers: Numbers;
  readonly webhooks: Webhooks;
  /** @internal */
  declare private readonly [PARTS]: () => ClientParts;

  constructor(options?: SendoOptions);
  /** @internal */
  constructor(options: SendoOptions | undefined, runtime: SendoRuntime, shared?: unknown);
  constructor(options: SendoOptions = {}, runtime: SendoRuntime = SYSTEM_RUNTIME, shared?: unknown) {
    const from = shared as Shared | undefined;
    warnOfOtherMinor();
    const resolved = resolveOptions(options, runtime.environment, from?.identity);
    const parts = makeParts(options, resolved, from ?? share(resolved, runtime));
    rememberParts(this, parts);
    this.messages = new Messages(parts);
    this.campaigns = new Campaigns(parts);
    this.brands = new Brands(parts);
    this.numbers = new Numbers(parts);
    this.webhooks = new Webhooks(parts);
  }

  get account(): AccountIdentity {
    return this[PARTS]().shared.identity;
  }

  get rateLimit(): RateLimitState {
    return this[PARTS]().shared.context.limiter.state;
  }

  get idempotency(): IdempotencyState | undefined {
    const { idempotency: store } = this[PARTS]().options;
    return store && { isVolatile: Boolean(store.isVolatile) }; // The store itself is not exposed, because its connection would then be logged along with the client.
  }

  idle(): Promise<void> {
    return this[PARTS]().shared.context.limiter.idle();
  }

  request(request: SendoRequest, options?: CallOptions): SendoPromise<Record<string, unknown>> {
    return this[PARTS]().call(() => ownOperation(request), options);
  }

  withOptions(options: SendoOverrides): Sendo {
    const { given, shared } = this[PARTS]();
    return derive(overrideOptions(given, options), shared);
  }

  close(options: CloseOptions = {}): Promise<CloseReport> {
    checkOptionNames("close", options, CLOSE_NAMES);
    const { drainMs } = options;
    if (drainMs !== undefined) checkWholeNumber("close", "drainMs", drainMs, { min: 0 });
    const { shared } = this[PARTS]();
    if (shared.closed === undefined) return (shared.closed = closeShared(shared, drainMs ?? 10_000));
    if (drainMs !== undefined) shared.context.inFlightCalls.shortenDrain(drainMs);
    return shared.closed;
  }

  /**
   * Called at the end of a block that declares `await using sendo = new Sendo()`. It calls {@link Sendo.close} with the
   * default options.
   */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close().then(() => undefined);
  }
}

// Defined outside the class, because the bundler renames a class that references itself. The class would then be
// printed as `_Sendo`.
function derive(options: SendoOptions, shared: Shared): Sendo {
  return new Sendo(options, shared.runtime, shared);
}

/**
 * A client's internal parts. These parts are not shown when the client is printed. Unlike private fields, they can be read
 * through an ES Proxy that wraps the client.
 */
interface ClientParts extends ResourceParts {
  /** The original options, for `withOptions`. */
  readonly given: SendoOptions;
  readonly shared: Shared;
}

function makeParts(given: SendoOptions, options: ResolvedSendoOptions, shared: Shared): ClientParts {
  const { context } = shared;
  const { clock } = context;
  const call: Caller = (describe, callOptions = {}) => {
    try {
      const operation = describe();
      const settings = callSettings(options, operation.kind, callOptions);
      const cancellation = new Cancellation({ clock, ...settings });
      const { kind, reference, idempotent } = operation;
      const describeTrace = () => ({ operation: operationName(operation), reference });
      const running = traceCall(describeTrace, kind === "write", (trace) => {
        const running = { parts: context, operation, settings, cancellation, trace };
        return context.inFlightCalls.run(cancellation, () =>
          idempotent === undefined
            ? runGuardedCall(running, settings.beforeDispatch && (async () => (await settings.beforeDispatch!())?.()))
            : runIdempotentCall(running, idempotent),
        );
      });
      return sendoPromise(running);
    } catch (error) {
      // If the input is invalid, the call returns a rejected promise instead of throwing synchronously.
      return sendoPromise(Promise.reject(error as Error));
    }
  };
  return { given, options, shared, clock, call };
}

interface Shared {
  readonly identity: AccountIdentity;
  readonly context: CallContext;
  readonly runtime: SendoRuntime;
  readonly releaseLimiter: () => void;
  /** Closes the connections if the client itself created the transport. */
  readonly closeTransport: () => void;
  closed?: Promise<CloseReport>;
}

function share(options: ResolvedSendoOptions, runtime: SendoRuntime): Shared {
  const { clock, random } = runtime;
  const { account, ca, logger, maxConnections, proxy, readCa, requestsPerSecond } = options;
  // The transport is created before the limiter is leased. Otherwise, an error while creating the transport would
  // leave the limiter leased indefinitely.
  const transport =
    options.transport ??
    new HttpsTransport({
      clock,
      maxIdleSockets: maxConnections,
      ...(ca !== undefined && { ca, isCaChecked: true }),
      ...(readCa !== undefined && { readCa }),
      ...(proxy !== undefined && { proxy }),
    });
  const createLimiter = (): RateLimiter => createRateLimiter(options, runtime);
  // A limiter is shared only between clients with the same clock and the same store.
  const lease =
    account === undefined || clock !== systemClock
      ? { limiter: createLimiter(), release: () => {} }
      : leaseLimiter(
          options.rateLimitStore === undefined ? account : sharedAccount(account, options.rateLimitStore),
          requestsPerSecond,
          createLimiter,
          logger,
        );
  const context: CallContext = {
    clock,
    random,
    baseUrl: options.baseUrl,
    maxQueue: options.maxQueue,
    maxQueueWaitMs: options.maxQueueWaitMs,
    limiter: lease.limiter,
    connections: new Semaphore(maxConnections),
    transport,
    connectAhead: guardedConnectAhead(transport, options),
    apiKey: options.apiKey,
    attemptHeaders: options.attemptHeaders,
    inFlightCalls: new InFlightCalls(),
    identity: options.identity,
    guard: options.guard,
  };
  return {
    identity: options.identity,
    context,
    runtime,
    releaseLimiter: () => lease.release(),
    closeTransport: () => {
      if (options.transport === undefined) transport.close?.();
    },
  };
}

async function closeShared({ context, releaseLimiter, closeTransport }: Shared, drainMs: number): Promise<CloseReport> {
  const report = await context.inFlightCalls.close(drainMs, context.clock);
  await context.limiter.flush?.();
  releaseLimiter();
  closeTransport();
  return report;
}

function createRateLimiter(options: ResolvedSendoOptions, { clock, random }: SendoRuntime): RateLimiter {
  const { account, logger, fallbackProcesses, rateLimitStore: store, requestsPerSecond: limit } = options;
  return store === undefined || account === undefined
    ? new Limiter({ limit, clock, random })
    : new SharedLimiter({ limit, clock, random, account, store, fallbackProcesses, logger });
}

// eslint-disable-next-line no-restricted-properties -- where randomness enters; tests pass their own
const SYSTEM_RUNTIME: SendoRuntime = { clock: systemClock, random: () => Math.random() };

function ownOperation(request: SendoRequest): Operation<Record<string, unknown>> {
  const { method, path, query, body } = checkRequest(request);
  return {
    kind: method === "GET" ? "read" : "write",
    method,
    path,
    route: routeOf(path),
    query: query && stringsOf(query),
    json: jsonOf(method, body),
    secrets: (json) => stringsIn(JSON.parse(json)),
    extract: (response) => response,
  };
}

// Copied immediately, so that later changes by the caller do not affect the next attempt.
function stringsOf(query: NonNullable<SendoRequest["query"]>): Record<string, string> {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
}

function jsonOf(method: SendoRequest["method"], body: unknown): string | undefined {
  try {
    return JSON.stringify(body);
  } catch {
    const message = "must be a value that JSON can represent, without bigints or circular references";
    throw new SendoValidationError([{ path: "body", message }], method === "GET" ? undefined : "not-sent");
  }
}

function checkRequest(request: SendoRequest): SendoRequest {
  const { method, path } = isObject(request) ? request : ({} as Partial<SendoRequest>);
  const issues: SendoValidationIssue[] = [];
  if (method !== "GET" && method !== "POST" && method !== "PATCH")
    issues.push({ path: "method", message: "must be GET, POST or PATCH" });
  if (!isPlainPath(path)) {
    const message =
      "must begin with a single slash and must not contain a query, fragment or dot segment; use `query` for parameters";
    issues.push({ path: "path", message });
  }
  if (issues.length > 0) throw new SendoValidationError(issues, method === "GET" ? undefined : "not-sent");
  return request;
}

function isPlainPath(path: unknown): path is string {
  return (
    typeof path === "string" &&
    /^\/(?!\/)[^\s?#\\]*$/.test(path) &&
    !path.split("/").some((segment) => /^(\.|%2e){1,2}$/i.test(segment))
  );
}

// Matches Sendo's own path segments. Any other segment could be an id, or even a phone number in a
// custom request.
const WORD = /^(v\d+|[a-z]+(-[a-z]+)*)?$/;

/** Returns a path for diagnostics, with ids replaced by `{id}`. */
function routeOf(path: string): string {
  return path
    .split("/")
    .map((segment) => (WORD.test(segment) ? segment : "{id}"))
    .join("/");
}

/**
 * An error from a custom transport's `connectAhead` must not stop the limiter. If no connection can be opened, the
 * request that needs one fails, and its error states the reason.
 */
function guardedConnectAhead(transport: Transport, options: ResolvedSendoOptions): ConnectAhead {
  const { baseUrl, maxConnections, logger } = options;
  const report = (cause: unknown): void =>
    logger.warn(
      { cause: toCause(cause) },
      "The transport's `connectAhead` failed. Connections will be opened when requests need them.",
    );
  return (count) => {
    try {
      const result: unknown = transport.connectAhead?.(baseUrl, Math.min(count, maxConnections));
      void Promise.resolve(result).catch(report);
    } catch (cause) {
      report(cause);
    }
  };
}
