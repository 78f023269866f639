import type { SecureContext } from "node:tls";
import { systemClock, type Clock } from "../internal/clock.js";
import { SendoConfigError } from "../errors/errors.js";
import { type OptionNames, checkOptionNames, checkWholeNumber } from "../errors/option-checks.js";
import { startAttempt } from "./attempt.js";
import { HttpsAgent } from "./https-agent.js";
import { readProxy, type Proxy } from "./proxy.js";
import { checkRuntime } from "./runtime.js";
import { checkedCertificates, secureContextWith } from "./trust.js";
import type { Transport, TransportAttempt, TransportRequest } from "./transport.js";

/** What {@link HttpsTransport} can be told. */
export interface HttpsTransportOptions {
  /** Authorities to trust besides Node's own, as PEM. @defaultValue none */
  ca?: string | readonly string[] | undefined;
  /**
   * A kept-alive socket that has been idle for longer is not used again, in milliseconds. Less than any usual server's
   * keep-alive (5 s), more than the limiter's cycle (1 s), so that a steady stream of sends reuses its connections.
   *
   * @defaultValue `2_000`
   */
  idleSocketMs?: number | undefined;
  /**
   * A proxy to go through, such as `http://user:password@proxy.example:3128`: TLS to the server runs inside its tunnel, so it
   * sees neither key nor texts. Only by choice: variables such as HTTPS_PROXY are not read.
   *
   * @defaultValue none
   */
  proxy?: string | undefined;
  /** Idle sockets kept at most. @defaultValue `20` */
  maxIdleSockets?: number | undefined;
  /** @internal */
  clock?: Clock | undefined;
}

const OPTION_NAMES: OptionNames<HttpsTransportOptions> = {
  ca: true,
  idleSocketMs: true,
  proxy: true,
  maxIdleSockets: true,
  clock: true,
};

/**
 * Requests over `node:https`: TLS 1.2 or newer, certificates always checked, connections kept alive, no redirect
 * followed. It is what a client uses unless the option `transport` says otherwise.
 *
 * @example
 * ```ts
 * // Something on the way drops idle connections sooner than in two seconds.
 * const sendo = new Sendo({ transport: new HttpsTransport({ idleSocketMs: 500 }) });
 * ```
 */
export class HttpsTransport implements Transport {
  /** On Node, a request is written only after that step. Bun may write its headers earlier. */
  readonly callsBeforeDispatch = process.versions.bun === undefined;
  readonly #options: HttpsTransportOptions;
  readonly #proxy: Proxy | undefined;
  #agent: HttpsAgent | undefined;

  /**
   * @throws A {@link SendoConfigError} `config_ca_unreadable` when `ca` contains no readable certificate; `config_proxy_invalid`;
   * `config_option_invalid`; `config_runtime_unsupported` on a runtime where it cannot show whether a request has left.
   */
  constructor(options: HttpsTransportOptions = {}) {
    checkOptionNames("HttpsTransport", options, OPTION_NAMES);
    for (const name of ["idleSocketMs", "maxIdleSockets"] as const) {
      const value = options[name];
      if (value !== undefined) checkWholeNumber("HttpsTransport", name, value, { min: 0 });
    }
    checkRuntime();
    this.#options = options;
    // At start rather than at the first text.
    if (options.ca !== undefined) for (const pem of [options.ca].flat()) checkedCertificates(pem);
    if (options.proxy === undefined) return;
    this.#proxy = readProxy(options.proxy);
    if (this.#proxy === undefined) throw new SendoConfigError({ code: "config_proxy_invalid" });
  }

  start(request: TransportRequest): TransportAttempt {
    const agent = (this.#agent ??= this.#createAgent());
    agent.dropStaleSockets();
    return startAttempt(agent, request);
  }

  /** Closes its connections. A client to which it was passed does not. */
  close(): void {
    this.#agent?.destroy();
    this.#agent = undefined;
  }

  #createAgent(): HttpsAgent {
    const { ca, idleSocketMs = 2_000, maxIdleSockets = 20, clock = systemClock } = this.#options;
    // Once for the whole client: building one for each connection would cost 20 ms of CPU every time.
    const secureContext: SecureContext | undefined = ca === undefined ? undefined : secureContextWith(ca);
    return new HttpsAgent({ clock, idleSocketMs, maxIdleSockets, secureContext, proxy: this.#proxy });
  }
}
