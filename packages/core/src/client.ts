import { runCall, type CallParts, type CallResult } from "./call.js";
import { planCall, type CallOptions, type Caller, type Operation } from "./call-plan.js";
import { systemClock, type Clock } from "./clock.js";
import { SendoValidationError } from "./errors.js";
import { optionalWholeNumber, resolveOptions, type ResolvedSendoOptions, type SendoOptions } from "./options.js";
import { Limiter, type RateLimitState } from "./rate-limit/limiter.js";
import { Messages } from "./resources/messages.js";
import { SendoPromise } from "./sendo-promise.js";
import { ConnectionSlots } from "./transport/connection-slots.js";
import { HttpsTransport } from "./transport/https-transport.js";
import { VERSION } from "./version.js";

/** A request of your own making. */
export interface SendoRequest {
  /** `GET` is a read and is repeated like one; the others are writes. */
  method: "GET" | "POST" | "PATCH";
  /** Path from `/v1/` on, already encoded. */
  path: string;
  /** Parameters; those that are `undefined` are left out. */
  query?: Readonly<Record<string, string | number | undefined>>;
  /** Sent as JSON. */
  body?: unknown;
}

/** How a client is closed. */
export interface CloseOptions {
  /**
   * How long calls that are waiting or under way may go on, in milliseconds; `0` ends them at once. What is then still in
   * the queue ends as `not-sent`, what is in flight as `unknown`.
   *
   * @defaultValue `10_000`
   */
  drainMs?: number;
}

/** What became of the calls that were open when a client was closed. */
export interface CloseReport {
  /** Calls that came to their own end. */
  readonly drained: number;
  /** Calls that were ended; each has failed with `client_closed` and its own outcome. */
  readonly ended: number;
}

/** @internal What tests replace. */
export interface SendoRuntime {
  clock: Clock;
  random: () => number;
}

/** The public face of {@link Sendo}; adapters put it on their framework's objects. */
export interface SendoClient {
  /** Sending and reading messages. */
  readonly messages: Messages;
  /** How the rate limit stands at this moment. */
  readonly rateLimit: RateLimitState;
  /** Resolves when no call waits and none is under way. */
  idle(): Promise<void>;
  /** A request for which this version has no method; limiter, outcomes and errors are the same. */
  request(request: SendoRequest, options?: CallOptions): SendoPromise<Record<string, unknown>>;
  /** Takes no more calls, lets the open ones finish for a while, and closes the connections. */
  close(options?: CloseOptions): Promise<CloseReport>;
}

/**
 * The client: one for an account and a process. It keeps the rate limit, repeats what is safe to repeat, and tells after
 * every failure what became of the text.
 *
 * @throws {@link SendoConfigError} when an option or environment variable is missing or not usable.
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
  readonly #options: ResolvedSendoOptions;
  readonly #parts: CallParts;
  /** For each call that is not over, a promise of its end. */
  readonly #open = new Set<Promise<void>>();
  #closed: Promise<CloseReport> | undefined;

  constructor(options?: SendoOptions);
  /** @internal */
  constructor(options: SendoOptions | undefined, runtime: SendoRuntime);
  constructor(options: SendoOptions = {}, { clock, random }: SendoRuntime = SYSTEM_RUNTIME) {
    const resolved = resolveOptions(options);
    const { maxConnections, ca } = resolved;
    this.#options = resolved;
    this.#parts = {
      clock,
      random,
      limiter: new Limiter({ limit: resolved.requestsPerSecond, maxQueue: resolved.maxQueue, clock, random }),
      slots: new ConnectionSlots(maxConnections),
      transport:
        resolved.transport ??
        new HttpsTransport({ clock, maxIdleSockets: maxConnections, ...(ca !== undefined && { ca }) }),
      apiKey: resolved.apiKey,
      running: new Set(),
      isClosed: () => this.#closed !== undefined,
    };
    this.messages = new Messages(this.#call, resolved);
  }

  get rateLimit(): RateLimitState {
    return this.#parts.limiter.state;
  }

  idle(): Promise<void> {
    return this.#parts.limiter.idle();
  }

  request({ method, path, query, body }: SendoRequest, options?: CallOptions): SendoPromise<Record<string, unknown>> {
    return this.#call(() => {
      const kind = method === "GET" ? "read" : "write";
      if (!isPlainPath(path)) {
        const message =
          "must begin with one slash and hold no query, fragment or dot segment; use `query` for parameters";
        throw new SendoValidationError([{ path: "path", message }], kind === "write" ? "not-sent" : undefined);
      }
      return {
        kind,
        method,
        path,
        ...(query && { query }),
        ...(body !== undefined && { body }),
        extract: (json) => json,
      };
    }, options);
  }

  close({ drainMs = 10_000 }: CloseOptions = {}): Promise<CloseReport> {
    optionalWholeNumber("drainMs", drainMs === 0 ? undefined : drainMs);
    return (this.#closed ??= this.#close(drainMs));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close().then(() => undefined);
  }

  readonly #call: Caller = (describe, options = {}) => new SendoPromise(this.#run(describe, options));

  // Asynchronous, so that a mistake in the input is the failure of the call and not an exception before it.
  async #run<T>(describe: () => Operation<T>, options: CallOptions): Promise<CallResult<T>> {
    let end!: () => void;
    const ended = new Promise<void>((resolve) => (end = resolve));
    this.#open.add(ended);
    try {
      return await runCall(this.#parts, planCall(this.#options, describe(), options, `sendo-node/${VERSION}`));
    } finally {
      this.#open.delete(ended);
      end();
    }
  }

  async #close(drainMs: number): Promise<CloseReport> {
    const open = this.#open.size;
    const { clock, running, transport } = this.#parts;
    if (open > 0 && drainMs > 0) {
      await new Promise<void>((resolve) => {
        const timer = clock.setTimer(resolve, drainMs);
        void Promise.all(this.#open).then(() => {
          timer.cancel();
          resolve();
        });
      });
    }
    const ended = running.size;
    for (const interruption of running) interruption.interrupt("client_closed");
    transport.close?.();
    return { drained: open - ended, ended };
  }
}

// eslint-disable-next-line no-restricted-properties -- where randomness enters; tests pass their own
const SYSTEM_RUNTIME: SendoRuntime = { clock: systemClock, random: () => Math.random() };

function isPlainPath(path: unknown): path is string {
  return (
    typeof path === "string" &&
    /^\/(?!\/)[^\s?#\\]*$/.test(path) &&
    !path.split("/").some((segment) => /^(\.|%2e){1,2}$/i.test(segment))
  );
}
