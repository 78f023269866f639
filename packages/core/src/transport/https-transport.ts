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
 * Options for {@link HttpsTransport}. No option can weaken security. Certificates are always verified, and the TLS
 * version is at least 1.2. Node's `--tls-min-v1.3` flag raises the minimum to TLS 1.3.
 */
export interface HttpsTransportOptions {
  /** PEM certificate authorities to trust in addition to Node's. They also apply to an `https:` proxy. @defaultValue none */
  ca?: string | Uint8Array | readonly (string | Uint8Array)[] | undefined;
  /**
   * This client's PEM certificate, for gateways that require mutual TLS. It is not sent to proxies.
   *
   * @defaultValue none
   */
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
  /** Address family to connect to: `4` for IPv4, `6` for IPv6, or `0` for both. @defaultValue `0` */
  family?: 0 | 4 | 6 | undefined;
  /**
   * Maximum time to connect, in milliseconds (1 to 60,000). It covers name resolution, TCP, the proxy's tunnel and the TLS
   * handshake. Nothing can be sent before the connection is ready. An attempt that exceeds this time therefore counts as not
   * sent and is retried. With the default, a connection can succeed even if the first three packets are lost.
   *
   * @defaultValue `8_000`
   */
  connectTimeoutMs?: number | undefined;
  /**
   * Maximum idle time of a kept-alive socket, in milliseconds. The default is shorter than the keep-alive timeout of common
   * servers (5 s). It is longer than the limiter's 1-second cycle, so a steady stream of sends reuses the same connections.
   *
   * @defaultValue `2_000`
   */
  idleSocketMs?: number | undefined;
  /**
   * An `http:` or `https:` proxy, such as `http://user:password@proxy.example:3128`. TLS to the server runs inside the proxy's
   * tunnel, so the proxy sees neither the API key nor message bodies. `null` and an empty string are treated as omitted.
   *
   * @defaultValue none. If `NODE_USE_ENV_PROXY=1` or Node's `--use-env-proxy` flag is set, the default is the proxy in
   * `HTTPS_PROXY`. That proxy is not used for local hosts or for hosts listed in `NO_PROXY`
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
 * Makes requests with `node:https`. The transport requires TLS 1.2 or newer, always verifies certificates and keeps
 * connections alive. It does not follow redirects. It is the default for the client's `transport` option.
 *
 * @example
 * ```ts
 * // The load balancer closes idle connections in less than two seconds.
 * const sendo = new Sendo({ transport: new HttpsTransport({ idleSocketMs: 500 }) });
 * ```
 */
export class HttpsTransport implements Transport {
  /**
   * Node writes a request only after `beforeDispatch` has resolved. Bun might write the headers before then.
   */
  readonly callsBeforeDispatch = process.versions.bun === undefined;
  readonly #options: HttpsTransportOptions;
  readonly #chooseProxy: ProxyChoice;
  #agent: HttpsAgent | undefined;

  /**
   * @throws A {@link SendoConfigError} with code `config_ca_unreadable` if `ca` contains no certificate, or if a
   * certificate in it cannot be read. The code is `config_proxy_invalid` if `proxy` is invalid, and
   * `config_option_invalid` if another option is invalid. With `--use-openssl-ca`, the `ca` option also requires
   * `SSL_CERT_FILE` or `SSL_CERT_DIR`. If neither is set, the code is `config_option_invalid`. The code is
   * `config_runtime_unsupported` on a runtime that cannot show whether a request has been sent.
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
    // Without these checks, an invalid option would not be reported until the app sent its first message.
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
      // The sandbox has not written its certificate yet. The next attempt tries to read the certificate again.
      return { result: Promise.resolve({ failure: { dispatched: false, cause } }), cancel: () => false };
    }
    agent.dropStaleSockets();
    return startAttempt(agent, request);
  }

  /**
   * Opens connections for upcoming requests, up to a total of `count` connections. Before its first request, a connection
   * only performs the TLS handshake. Idle connections are closed after `idleSocketMs`. If the host is reached through a
   * proxy, this method does nothing.
   */
  connectAhead(url: URL, count: number): void {
    this.#agent?.dropStaleSockets();
    try {
      (this.#agent ??= this.#createAgent()).connectAhead(targetOf(url), count);
    } catch {
      // The request that needs the connection will report the error.
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
    // Created once per client. A new context for each connection would cost 20 ms of CPU time.
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
    // This check does not need certificate authorities, so none are loaded.
    builtin("node:tls").createSecureContext({ cert, key, passphrase, ca: [] });
  } catch (cause) {
    const message =
      "The options `cert` and `key` of HttpsTransport must be a certificate and its private key in PEM format. Pass both, and " +
      "add `passphrase` if the key is encrypted. See `cause`.";
    throw new SendoConfigError({ code: "config_option_invalid", message, cause });
  }
}
