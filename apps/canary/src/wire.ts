import type { Transport, TransportRequest } from "@sendo/core";

/** A request and its response. Contains phone numbers and message bodies: nothing of it may be printed. */
export interface Exchange {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The body, or `undefined` if it is not JSON or incomplete. */
  readonly json: unknown;
  /** When the response had arrived. */
  readonly epochMs: number;
}

/** What the canary needs of its surroundings. */
export interface Surroundings {
  readonly transport: Transport;
  readonly sleep: (ms: number) => Promise<void>;
  readonly now: () => number;
}

/** A request that got no response. */
export class NoResponse extends Error {
  constructor(readonly isDispatched: boolean) {
    super(
      isDispatched ? "no response arrived; the outcome is unknown" : "no connection could be made; nothing was sent",
    );
  }
}

/** Five requests per second are a quarter of the documented limit, so the account's other programs are not disturbed. */
const GAP_MS = 200;
const TIMEOUT_MS = 60_000;

/** Makes one request at a time, slowly, and never retries one. */
export class Wire {
  readonly #baseUrl: URL;
  readonly #apiKey: string;
  readonly #surroundings: Surroundings;
  readonly exchanges: Exchange[] = [];

  constructor(baseUrl: string, apiKey: string, surroundings: Surroundings) {
    this.#baseUrl = new URL(baseUrl);
    this.#apiKey = apiKey;
    this.#surroundings = surroundings;
  }

  get now(): () => number {
    return this.#surroundings.now;
  }

  get sleep(): (ms: number) => Promise<void> {
    return this.#surroundings.sleep;
  }

  /**
   * @param authorization - Replaces the header; `null` leaves it out.
   *
   * @throws A {@link NoResponse}.
   */
  async request(
    method: TransportRequest["method"],
    path: string,
    body?: object | string,
    authorization: string | null = `Bearer ${this.#apiKey}`,
  ): Promise<Exchange> {
    const { transport, sleep, now } = this.#surroundings;
    if (this.exchanges.length > 0) await sleep(GAP_MS);
    const attempt = transport.start({
      method,
      url: new URL(path, this.#baseUrl),
      headers: {
        accept: "application/json",
        ...(authorization !== null && { authorization }),
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const timer = setTimeout(() => attempt.cancel(), TIMEOUT_MS);
    const { response, failure } = await attempt.result.finally(() => clearTimeout(timer));
    if (failure !== undefined) throw new NoResponse(failure.dispatched);
    const { httpStatus, headers, complete } = response;
    const exchange = {
      status: httpStatus,
      headers,
      json: complete ? parsed(response.body) : undefined,
      epochMs: now(),
    };
    this.exchanges.push(exchange);
    return exchange;
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}
