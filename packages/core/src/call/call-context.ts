import type { Clock } from "../internal/clock.js";
import type { AccountIdentity } from "../options/account-identity.js";
import type { SendoOptions } from "../options/options.js";
import type { SendoGuard } from "../options/sendo-guard.js";
import type { ConnectAhead, RateLimiter } from "../rate-limit/limiter.js";
import type { Transport } from "../transport/transport.js";
import type { CallSettings } from "./call-options.js";
import type { SendoCallTrace } from "./call-trace.js";
import type { Cancellation } from "./cancellation.js";
import type { InFlightCalls } from "./in-flight-calls.js";
import type { Operation } from "./operation.js";
import type { Semaphore } from "./semaphore.js";

/** The components that all of a client's calls share. */
export interface CallContext {
  readonly clock: Clock;
  readonly random: () => number;
  readonly baseUrl: URL;
  readonly maxQueue: number;
  readonly maxQueueWaitMs: number | undefined;
  readonly limiter: RateLimiter;
  readonly connections: Semaphore;
  readonly transport: Transport;
  readonly connectAhead: ConnectAhead;
  /** Returns the API key. Each attempt calls this function again. */
  readonly apiKey: () => string | Promise<string>;
  readonly attemptHeaders: SendoOptions["attemptHeaders"];
  readonly inFlightCalls: InFlightCalls;
  readonly identity: AccountIdentity;
  readonly guard: SendoGuard | undefined;
}

/** One call, ready to run. */
export interface CallToRun<T> {
  readonly parts: CallContext;
  readonly operation: Operation<T>;
  readonly settings: CallSettings;
  /** Everything that can cancel the call. The code that creates this object must dispose of it. */
  readonly cancellation: Cancellation;
  /** `undefined` if the tracing channel has no subscriber. */
  readonly trace: SendoCallTrace | undefined;
}

/**
 * The last step before each request, after the limiter and the semaphore have admitted it. If the step fails, the request is not
 * sent.
 */
export type BeforeDispatch = (attempts: number) => Promise<void>;
