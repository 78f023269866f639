import {
  Sendo,
  type AttemptResult,
  type SendoOptions,
  type Transport,
  type TransportRequest,
} from "../../src/index.js";
import { VirtualClock } from "../../src/testing/virtual-clock.js";

/** How a request ends. `undefined` means that it never does. */
export type ScriptedEnd = AttemptResult | Promise<AttemptResult> | undefined;
/** The ends in order, or a function that returns the end of a request. */
export type Script = readonly ScriptedEnd[] | ((request: TransportRequest, index: number) => ScriptedEnd);

/** A complete response with a JSON body. */
export function json(httpStatus: number, body: unknown, headers: Record<string, string> = {}): AttemptResult {
  return { response: { httpStatus, headers, body: JSON.stringify(body), complete: true } };
}

/** A transport whose requests end as a script says. */
export class ScriptedTransport implements Transport {
  readonly requests: TransportRequest[] = [];
  readonly startedAtMs: number[] = [];
  cancelled = 0;
  /** What `cancel` returns. */
  dispatched = true;

  constructor(
    private readonly clock: VirtualClock,
    private readonly script: Script,
  ) {}

  start(request: TransportRequest): ReturnType<Transport["start"]> {
    const index = this.requests.push(request) - 1;
    this.startedAtMs.push(this.clock.now());
    const end = typeof this.script === "function" ? this.script(request, index) : this.script[index];
    return {
      result: end === undefined ? new Promise(() => {}) : Promise.resolve(end),
      cancel: () => {
        this.cancelled += 1;
        return this.dispatched;
      },
    };
  }
}

/**
 * A client on a virtual clock with a {@link ScriptedTransport}. `random` is the result of each draw: with 1, every wait has
 * its longest duration, and with 0 its shortest.
 */
export function scriptedClient(
  script: Script,
  options: SendoOptions = {},
  random = 0,
): { sendo: Sendo; clock: VirtualClock; transport: ScriptedTransport } {
  const clock = new VirtualClock();
  const transport = new ScriptedTransport(clock, script);
  const sendo = new Sendo(
    { apiKey: "sandbox_k", baseUrl: "https://127.0.0.1", campaign: "c", transport, ...options },
    { clock, random: () => random, environment: {} },
  );
  return { sendo, clock, transport };
}
