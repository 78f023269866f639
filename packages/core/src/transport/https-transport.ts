import type { LookupFunction } from "node:net";
import { builtin } from "../http/builtin.js";
import { systemClock, type Clock } from "../internal/clock.js";
import { type OptionNames, checkOptionNames, checkWholeNumber, unusableOption } from "../errors/option-checks.js";
import { SendoConfigError } from "../errors/errors.js";
import { startAttempt, targetOf } from "./attempt.js";
import { createHttpsAgent, type HttpsAgent } from "./https-agent.js";
import { chooseProxy, type ProxyChoice } from "./proxy.js";
import { checkRuntime } from "./runtime.js";
import { checkCanAddAuthorities, checkedCertificates, secureContextWith } from "./trust.js";
import type { Transport, TransportAttempt, TransportRequest } from "./transport.js";

/**
 * Options for {@link HttpsTransport}. None of them can weaken its security: certificates are always verified, and TLS is 1.2 or
 * newer. With Node's `--tls-min-v1.3`, TLS 1.3 is used.
 */
export interface HttpsTransportOptions {
  /** PEM certificate authorities to trust in addition to Node's. They also apply to an `https:` proxy. @defaultValue none */
  ca?: string | Uint8Array | readonly (string | Uint8Array)[] | undefined;
  /** This client's PEM certificate, for gateways that require mutual TLS. A proxy does not receive it. @defaultValue none */
  cert?: string | Buffer | undefined;
  /** PEM private key for `cert`. @defaultValue none */
  key?: string | Buffer | undefined;
  /** Passphrase for `key`. @defaultValue none */
  passphrase?: string | undefined;
  /**
   * Resolves host names, like `dns.lookup`. With a proxy, only the proxy's name is resolved.
   *
   * @defaultValue `dns.lookup`
   */
  lookup?: LookupFunction | undefined;
  /** Address family to connect to: `4`, `6`, or `0` for both. @defaultValue `0` */
  family?: 0 | 4 | 6 | undefined;
  /**
   * Maximum time to connect, in milliseconds (1 to 60,000): name resolution, TCP, the proxy's tunnel and the TLS handshake.
   * Nothing can be sent before the connection is ready, so the attempt counts as not sent and is retried. The default tolerates
   * the loss of three packets at the start.
   *
   * @defaultValue `8_000`
   */
  connectTimeoutMs?: number | undefined;
  /**
   * Maximum idle time of a kept-alive socket, in milliseconds. The default is shorter than the keep-alive time of common
   * servers (5 s). It is longer than the limiter's cycle (1 s), so a steady stream of sends reuses its connections.
   *
   * @defaultValue `2_000`
   */
  idleSocketMs?: number | undefined;
  /**
   * An `http:` or `https:` proxy, such as `http://user:password@proxy.example:3128`. TLS to the server runs inside the proxy's
   * tunnel, so the proxy sees neither the key nor message bodies. `null` and an empty string are treated as omitted.
   *
   * @defaultValue none; with Node's `NODE_USE_ENV_PROXY=1` or `--use-env-proxy`, the proxy in `HTTPS_PROXY`, unless `NO_PROXY`
   * names the host or the host is local
   */
  proxy?: string | null | undefined;
  /** Maximum number of idle sockets. With `0`, no idle sockets are kept. @defaultValue `20` */
  maxIdleSockets?: number | undefined;
  /** @internal */
  clock?: Clock | undefined;
  /** @internal Whether `ca` has already been checked. */
  isCaChecked?: boolean | undefined;
  /** @internal Reads `ca` for the first connection. */
  readCa?: (() => string) | undefined;
}

const OPTION_NAMES: OptionNames<HttpsTransportOptions> = {
  ca: true,
  cert: true,
  key: true,
  passphrase: true,
  lookup: true,
  family: true,
  connectTimeoutMs: true,
  idleSocketMs: true,
  proxy: true,
  maxIdleSockets: true,
  clock: true,
  isCaChecked: true,
  readCa: true,
};

/**
 * Makes requests with `node:https`. It requires TLS 1.2 or newer, always verifies certificates, keeps connections alive and
 * follows no redirects. It is the default for the client's `transport` option.
 *
 * @example
 * ```ts
 * // The load balancer closes idle connections in less than two seconds.
 * const sendo = new Sendo({ transport: new HttpsTransport({ idleSocketMs: 500 }) });
 * ```
 */
export class HttpsTransport implements Transport {
  /** Node writes a request only after that step. Bun may write the request's headers earlier. */
  readonly callsBeforeDispatch = process.versions.bun === undefined;
  readonly #options: HttpsTransportOptions;
  readonly #chooseProxy: ProxyChoice;
  #agent: HttpsAgent | undefined;

  /**
   * @throws A {@link SendoConfigError} with code `config_ca_unreadable` if `ca` contains no readable certificate, `config_proxy_invalid`,
   * or `config_option_invalid`. The last also applies to `ca` in a process that has `--use-openssl-ca` without `SSL_CERT_FILE`
   * or `SSL_CERT_DIR`. `config_runtime_unsupported` on a runtime that cannot show whether a request has been sent.
   */
  constructor(options: HttpsTransportOptions = {}) {
    checkOptionNames("HttpsTransport", options, OPTION_NAMES);
    for (const name of ["idleSocketMs", "maxIdleSockets"] as const) {
      const value = options[name];
      if (value !== undefined) checkWholeNumber("HttpsTransport", name, value, { min: 0 });
    }
    const { ca, connectTimeoutMs, lookup, family } = options;
    if (connectTimeoutMs !== undefined)
      checkWholeNumber("HttpsTransport", "connectTimeoutMs", connectTimeoutMs, { min: 1, max: 60_000 });
    if (lookup !== undefined && typeof lookup !== "function")
      throw unusableOption("HttpsTransport", "lookup", "a function", lookup);
    if (family !== undefined && ![0, 4, 6].includes(family))
      throw unusableOption("HttpsTransport", "family", "0, 4 or 6", family);
    checkRuntime();
    this.#options = options;
    // With these checks, the app fails at startup instead of on the first message.
    checkOwnCertificate(options);
    if (ca !== undefined) for (const pem of [ca].flat()) checkedCertificates(pem);
    if (ca !== undefined && options.isCaChecked !== true) checkCanAddAuthorities();
    this.#chooseProxy = chooseProxy(options.proxy);
  }

  /**
   * Starts one request.
   *
   * @throws A {@link SendoConfigError} with code `config_runtime_unsupported` on a runtime without `process.getBuiltinModule`.
   */
  start(request: TransportRequest): TransportAttempt {
    let agent: HttpsAgent;
    try {
      agent = this.#agent ??= this.#createAgent();
    } catch (cause) {
      // The sandbox has not written its certificate yet. The next attempt tries to read it again.
      return { result: Promise.resolve({ failure: { dispatched: false, cause } }), cancel: () => false };
    }
    agent.dropStaleSockets();
    return startAttempt(agent, request);
  }

  /**
   * Opens connections for requests that will start soon, until there are `count` connections. Nothing is sent on them until
   * then. Connections that no request uses are closed after `idleSocketMs`. For a host that is reached through a proxy, it does
   * nothing.
   */
  connectAhead(url: URL, count: number): void {
    this.#agent?.dropStaleSockets();
    try {
      (this.#agent ??= this.#createAgent()).connectAhead(targetOf(url), count);
    } catch {
      // The request itself will report why the connection failed.
    }
  }

  /** Closes the transport's connections. A client does not close a transport that was passed to it. */
  close(): void {
    this.#agent?.destroy();
    this.#agent = undefined;
  }

  #createAgent(): HttpsAgent {
    const { readCa, ca = readCa?.(), cert, key, passphrase, lookup, family } = this.#options;
    const { idleSocketMs = 2_000, maxIdleSockets = 20, connectTimeoutMs = 8_000, clock = systemClock } = this.#options;
    // Created once per client, because creating a context for each connection would cost 20 ms of CPU time per connection.
    const proxyContext = ca === undefined ? undefined : secureContextWith(ca);
    const secureContext = cert === undefined ? proxyContext : secureContextWith(ca, { cert, key, passphrase });
    const connection = { secureContext, proxyContext, chooseProxy: this.#chooseProxy, lookup, family };
    return createHttpsAgent({ clock, idleSocketMs, maxIdleSockets, connectTimeoutMs, ...connection });
  }
}

function checkOwnCertificate({ cert, key, passphrase }: HttpsTransportOptions): void {
  if (cert === undefined && key === undefined) return;
  try {
    if (cert === undefined || key === undefined) throw new TypeError("One of the two is missing.");
    builtin("node:tls").createSecureContext({ cert, key, passphrase, ca: [] }); // reading the authorities is unnecessary here
  } catch (cause) {
    const message =
      "The options `cert` and `key` of HttpsTransport must be a certificate and its private key in PEM format. Pass both, and " +
      "add `passphrase` if the key is encrypted. See `cause`.";
    throw new SendoConfigError({ code: "config_option_invalid", message, cause });
  }
}
