import type { AccountIdentity } from "./options/account-identity.js";
import type { CallContext } from "./call/call-context.js";
import { callSettings, type CallOptions } from "./call/call-options.js";
import { Cancellation } from "./call/cancellation.js";
import { operationName, type Caller, type Operation } from "./call/operation.js";
import { systemClock, type Clock } from "./internal/clock.js";
import { SendoValidationError, type SendoValidationIssue } from "./errors/errors.js";
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
import { Limiter, type RateLimitState, type RateLimiter } from "./rate-limit/limiter.js";
import { leaseLimiter, sharedAccount } from "./rate-limit/registry.js";
import { SharedLimiter } from "./stores/shared-limiter.js";
import { Brands } from "./resources/brands.js";
import { Campaigns } from "./resources/campaigns.js";
import { Messages } from "./resources/messages.js";
import { Numbers } from "./resources/numbers.js";
import type { ResourceParts } from "./resources/resource.js";
import { Webhooks } from "./resources/webhooks.js";
import { textsIn } from "./errors/redact.js";
import { sendoPromise, type SendoPromise } from "./call/sendo-promise.js";
import { Semaphore } from "./call/semaphore.js";
import { HttpsTransport } from "./transport/https-transport.js";

/** A request of your own making. */
export interface SendoRequest {
  /** `GET` is a read and is repeated like one; the others are writes. */
  method: "GET" | "POST" | "PATCH";
  /** Path from `/v1/` on, already encoded. */
  path: string;
  /** Parameters; those that are `undefined` are left out. */
  query?: Readonly<Record<string, string | number | undefined>> | undefined;
  /** Sent as JSON. */
  body?: unknown;
}

/** How a client is closed. */
export interface CloseOptions {
  /**
   * How long calls that are waiting or under way may go on, in milliseconds; `0` ends them at once. What is then still in
   * the queue ends as `not-sent`, what is in flight as `unknown`. A client that is closing already can be hurried by a second
   * call with a shorter time, and not be slowed down.
   *
   * @defaultValue `10_000`
   */
  drainMs?: number | undefined;
}

const CLOSE_NAMES: OptionNames<CloseOptions> = { drainMs: true };

/** The options that {@link SendoClient.withOptions} can change. */
export type SendoOverrides = Pick<
  SendoOptions,
  "campaign" | "from" | "timeoutMs" | "deadlineMs" | "retry" | "reference" | "logger"
>;

/** @internal What tests replace. */
export interface SendoRuntime {
  clock: Clock;
  random: () => number;
  /** Stands for the process' own variables. */
  environment?: NodeJS.ProcessEnv | undefined;
}

/** The public face of {@link Sendo}; adapters put it on their framework's objects. */
export interface SendoClient {
  /** Sending and reading messages. */
  readonly messages: PublicOf<Messages>;
  /** Submitting and reading campaigns. */
  readonly campaigns: PublicOf<Campaigns>;
  /** Registering and reading brands, for resellers. */
  readonly brands: PublicOf<Brands>;
  /** Buying numbers. */
  readonly numbers: PublicOf<Numbers>;
  /** Where events go. */
  readonly webhooks: PublicOf<Webhooks>;
  /** Which account this client sends from. Clients made by `withOptions` have the same one. */
  readonly account: AccountIdentity;
  /** How the rate limit stands at this moment. */
  readonly rateLimit: RateLimitState;
  /** What can be told of the store that the option `idempotency` named; `undefined` where it named none. */
  readonly idempotency: IdempotencyState | undefined;
  /** Resolves when no call waits and none is under way. */
  idle(): Promise<void>;
  /** A request for which this version has no method; limiter, outcomes and errors are the same. */
  request(request: SendoRequest, options?: CallOptions): SendoPromise<Record<string, unknown>>;
  /**
   * A client with other defaults that shares everything else: limiter, connections, and `close()`, which closes both. What is
   * `undefined` stays as it was.
   *
   * @example
   * ```ts
   * const reminders = sendo.withOptions({ campaign: "Zk81QpLm", deadlineMs: 5_000 });
   * ```
   */
  withOptions(options: SendoOverrides): SendoClient;
  /**
   * Takes no more calls, lets the open ones finish for a while, and closes the connections. A `transport` that was passed in
   * stays open: whoever made it closes it.
   */
  close(options?: CloseOptions): Promise<CloseReport>;
}

/**
 * The client: one for an account and a process. It keeps the rate limit, repeats what is safe to repeat, and says after
 * every failure what became of the message.
 *
 * @throws A {@link SendoConfigError} when an option or environment variable is missing or not usable.
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
    return store && { isVolatile: Boolean(store.isVolatile) }; // not the store: whoever logs a client would log a connection
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

  /** What `await using sendo = new Sendo()` calls at the end of its block: {@link Sendo.close}, with its default wait. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close().then(() => undefined);
  }
}

// Outside of the class: one that names itself is renamed by the bundler, and printed as `_Sendo`.
function derive(options: SendoOptions, shared: Shared): Sendo {
  return new Sendo(options, shared.runtime, shared);
}

/** What a client consists of, kept where neither printing it nor an ES Proxy around it reaches. */
interface ClientParts extends ResourceParts {
  /** The options as they were given, for `withOptions`. */
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
      // A mistake in the input is the failure of the call and not an exception before it.
      return sendoPromise(Promise.reject(error as Error));
    }
  };
  return { given, options, shared, clock, call };
}

/** What a client and those made from it by `withOptions` have in common. */
interface Shared {
  readonly identity: AccountIdentity;
  readonly context: CallContext;
  readonly runtime: SendoRuntime;
  readonly releaseLimiter: () => void;
  /** Closes the connections, where this client has opened them. */
  readonly closeTransport: () => void;
  closed?: Promise<CloseReport>;
}

function share(options: ResolvedSendoOptions, runtime: SendoRuntime): Shared {
  const { clock, random } = runtime;
  const { account, ca, logger, maxConnections, proxy, readCa, requestsPerSecond } = options;
  // Before the limiter is leased: a constructor that throws releases nothing.
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
  // Limiters of different clocks cannot stand for one another, nor one that is shared for one that is not.
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
    secrets: (json) => textsIn(JSON.parse(json)),
    extract: (answer) => answer,
  };
}

// At once, so that what the caller changes later does not reach the next attempt.
function stringsOf(query: NonNullable<SendoRequest["query"]>): Record<string, string> {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
}

function jsonOf(method: SendoRequest["method"], body: unknown): string | undefined {
  try {
    return JSON.stringify(body);
  } catch {
    const message = "must be what JSON can hold: no bigint, no circle";
    throw new SendoValidationError([{ path: "body", message }], method === "GET" ? undefined : "not-sent");
  }
}

function checkRequest(request: SendoRequest): SendoRequest {
  const { method, path } = isObject(request) ? request : ({} as Partial<SendoRequest>);
  const issues: SendoValidationIssue[] = [];
  if (method !== "GET" && method !== "POST" && method !== "PATCH")
    issues.push({ path: "method", message: "must be GET, POST or PATCH" });
  if (!isPlainPath(path)) {
    const message = "must begin with one slash and hold no query, fragment or dot segment; use `query` for parameters";
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

// What Sendo's paths are made of. Anything else may be an id, and in a request of somebody's own making even a phone number.
const WORD = /^(v\d+|[a-z]+(-[a-z]+)*)?$/;

/** A path as diagnostics may show it: ids replaced by `{id}`. */
function routeOf(path: string): string {
  return path
    .split("/")
    .map((segment) => (WORD.test(segment) ? segment : "{id}"))
    .join("/");
}
