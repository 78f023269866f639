import type { ClientRequest } from "node:http";
import type { Agent, RequestOptions } from "node:https";
import type { LookupFunction } from "node:net";
import type { Duplex } from "node:stream";
import type { SecureContext } from "node:tls";
import { builtin } from "../http/builtin.js";
import type { Clock, TimerHandle } from "../internal/clock.js";
import { lazy } from "../internal/lazy.js";
import { ConnectTimer } from "./connect-timer.js";
import type { DispatchEvidence } from "./dispatch-evidence.js";
import type { ProxyChoice } from "./proxy.js";
import { minimumTlsVersion } from "./trust.js";
import { openTunnel } from "./tunnel.js";

// The monotonic clock stands still while a machine sleeps or a function is frozen, and the calendar does not. A calendar that was
// put forward costs a handshake.
const SLEPT_MS = 500;

// A server counts from the moment in which it has answered, and closes while our next request may be on its way.
const ON_THE_WAY_MS = 1_000;

// The sockets of one burst become stale within some milliseconds. They share a timer.
const GATHER_MS = 20;

/** What {@link HttpsAgent} needs. */
export interface HttpsAgentOptions {
  clock: Clock;
  /** Kept-alive sockets that are idle for longer are ended, in milliseconds. */
  idleSocketMs: number;
  /** Idle sockets kept at most. */
  maxIdleSockets: number;
  /** Maximum time until a connection is secured, in milliseconds. */
  connectTimeoutMs: number;
  /** Trusted authorities and the client's own certificate; `undefined` = Node's defaults. */
  secureContext: SecureContext | undefined;
  /** The same for the connection to an `https:` proxy, which never gets the client's own certificate. */
  proxyContext: SecureContext | undefined;
  /** Which hosts are reached through which proxy. */
  chooseProxy: ProxyChoice;
  /** How names are resolved, and to which family of addresses. */
  lookup: LookupFunction | undefined;
  family: number | undefined;
}

/** What is known of a socket that has been in the pool. */
interface Pooled {
  /** Whether it is in the pool at this moment. */
  isIdle: boolean;
  /** Until when it may be used. */
  usableUntilMs: number;
  /** How long its server keeps it, less the way there. */
  announcedMs: number;
}

/** A keep-alive pool that forgets sockets before a server is likely to close them. */
export interface HttpsAgent extends Agent {
  /**
   * Builds a request and notes which socket this pool opens or reuses for it. Node asks the pool while it builds the request. A
   * runtime that asks later, or never, gives no evidence.
   */
  collectFor<T>(evidence: DispatchEvidence, build: () => T): T;
  /** Notes how long a server has said that it keeps idle connections: `Keep-Alive: timeout=5`, in seconds. */
  noteAnnounced(socket: Duplex, keepAlive: string | readonly string[] | undefined): void;
  /**
   * Destroys sockets that have been idle for too long. Called right before a request too, because a timer can fire late:
   * a stale socket is the commonest source of unknown outcomes.
   */
  dropStaleSockets(): void;
}

/** Makes a pool. */
export function createHttpsAgent(options: HttpsAgentOptions): HttpsAgent {
  return new (agentClass())(options);
}

// Made on first use, since it extends a class of `node:https`, which an import of this package must not load.
const agentClass = lazy(() => {
  class PooledAgent extends builtin("node:https").Agent implements HttpsAgent {
    readonly #clock: Clock;
    readonly #idleSocketMs: number;
    readonly #pooled = new WeakMap<Duplex, Pooled>();
    readonly #connectTimeoutMs: number;
    readonly #chooseProxy: ProxyChoice;
    readonly #proxyContext: SecureContext | undefined;
    #idleTimer: TimerHandle | undefined;
    /** How far the calendar was ahead of the monotonic clock at the last look. */
    #aheadMs: number;
    /** For each tunnel that is being opened, what calls it off. */
    readonly #opening = new Set<() => void>();
    /** Where it is noted what the pool does for the request that is being built. */
    #evidence: DispatchEvidence | undefined;
    #lastAnnounced: { readonly keepAlive?: unknown; readonly ms?: number | undefined } = {};
    #lastName: { readonly host: unknown; readonly port: unknown; readonly name: string } | undefined;

    constructor(options: HttpsAgentOptions) {
      const { clock, idleSocketMs, maxIdleSockets, secureContext, lookup, family } = options;
      super({
        // Node takes `maxFreeSockets: 0` for its own default of 256.
        keepAlive: maxIdleSockets > 0,
        // Requests are counted in front of dispatch (ConnectionSlots), so that nothing waits in here out of sight.
        maxSockets: Infinity,
        maxFreeSockets: maxIdleSockets,
        scheduling: "lifo",
        minVersion: minimumTlsVersion(),
        // A server that speaks another protocol only is found out in the handshake, before a request can leave.
        ALPNProtocols: ["http/1.1"],
        // Said aloud, so that NODE_TLS_REJECT_UNAUTHORIZED=0 does not switch it off.
        rejectUnauthorized: true,
        ...(secureContext && { secureContext }),
        ...(lookup && { lookup }),
        ...(family !== undefined && { family }),
      });
      this.#clock = clock;
      this.#aheadMs = clock.epochMs() - clock.now();
      this.#idleSocketMs = idleSocketMs;
      this.#connectTimeoutMs = options.connectTimeoutMs;
      this.#chooseProxy = options.chooseProxy;
      this.#proxyContext = options.proxyContext;
    }

    /**
     * The pool asks three times a request for the name of what a connection is shared by. Node's has every option of TLS in it; here
     * these are the agent's own and the same for all, so host and port are enough.
     */
    override getName({ host, port }: RequestOptions = {}): string {
      const last = this.#lastName;
      if (last !== undefined && last.host === host && last.port === port) return last.name;
      const name = `${host}:${port}`;
      this.#lastName = { host, port, name };
      return name;
    }

    collectFor<T>(evidence: DispatchEvidence, build: () => T): T {
      this.#evidence = evidence;
      try {
        return build();
      } finally {
        this.#evidence = undefined;
      }
    }

    override createConnection(
      options: RequestOptions,
      callback: (error: Error | null, socket: Duplex) => void,
    ): Duplex | null | undefined {
      const evidence = this.#evidence;
      const timer = new ConnectTimer(this.#clock, this.#connectTimeoutMs);
      const secure = (more?: { socket: Duplex }): Duplex | null | undefined => {
        const socket = super.createConnection({ ...options, ...more }, more ? undefined : callback);
        if (!socket) return socket;
        evidence?.socketOpened(socket);
        timer.watchSocket(socket);
        return socket;
      };
      const target = { host: options.host!, port: Number(options.port) };
      const proxy = this.#chooseProxy(target.host, target.port);
      if (proxy === undefined) return secure();
      const { lookup, family, minVersion } = options;
      const connection = { lookup, family, minVersion, secureContext: this.#proxyContext };
      const callOff = openTunnel(proxy, connection, target, (error, socket) => {
        this.#opening.delete(callOff);
        if (socket === undefined) {
          timer.cancel();
          return (callback as (error: Error | null) => void)(error);
        }
        try {
          // Node's own TLS on top of the tunnel, certificate checks and session cache included.
          callback(null, secure({ socket })!);
        } catch (error_) {
          timer.cancel();
          socket.destroy();
          (callback as (error: Error) => void)(error_ as Error);
        }
      });
      timer.watchTunnel(callOff);
      evidence?.tunnelOpens(callOff);
      this.#opening.add(callOff);
      return undefined;
    }

    override destroy(): void {
      this.#idleTimer?.cancel();
      this.#idleTimer = undefined;
      for (const callOff of this.#opening) callOff();
      super.destroy();
    }

    noteAnnounced(socket: Duplex, keepAlive: string | readonly string[] | undefined): void {
      if (keepAlive === undefined) return;
      // A server says the same with every answer.
      if (keepAlive !== this.#lastAnnounced.keepAlive) this.#lastAnnounced = { keepAlive, ms: announcedMs(keepAlive) };
      if (this.#lastAnnounced.ms !== undefined) this.#recordOf(socket).announcedMs = this.#lastAnnounced.ms;
    }

    override keepSocketAlive(socket: Duplex): boolean {
      const pooled = this.#recordOf(socket);
      pooled.isIdle = true;
      pooled.usableUntilMs = this.#clock.now() + Math.min(this.#idleSocketMs, pooled.announcedMs);
      this.#idleTimer ??= this.#endIdleSocketsIn(pooled.usableUntilMs - this.#clock.now());
      const keep: unknown = super.keepSocketAlive(socket); // a boolean, by Node's documents; its types say void
      return keep !== false;
    }

    override reuseSocket(socket: Duplex, request: ClientRequest): void {
      this.#recordOf(socket).isIdle = false;
      this.#evidence?.socketReused(socket);
      super.reuseSocket(socket, request);
    }

    #recordOf(socket: Duplex): Pooled {
      const known = this.#pooled.get(socket);
      if (known !== undefined) return known;
      const pooled: Pooled = { isIdle: false, usableUntilMs: -Infinity, announcedMs: Infinity };
      this.#pooled.set(socket, pooled);
      // Bytes that come while no request is under way: what this connection says next could be taken for the answer to a message
      // that it does not know. One listener for good: each that comes and goes would set the stream flowing anew.
      socket.on("data", () => {
        if (pooled.isIdle) socket.destroy();
      });
      return pooled;
    }

    // A server and everything on the way there must not hold connections that nothing will use.
    #endIdleSocketsIn(delayMs: number): TimerHandle {
      const end = (): void => {
        this.#idleTimer = undefined;
        this.dropStaleSockets();
        const idle = Object.values(this.freeSockets).flatMap((sockets = []) => sockets.filter((one) => !one.destroyed));
        const untilMs = Math.min(...idle.map((socket) => this.#recordOf(socket).usableUntilMs));
        if (idle.length > 0) this.#idleTimer = this.#endIdleSocketsIn(Math.max(GATHER_MS, untilMs - this.#clock.now()));
      };
      // A socket is stale once its last millisecond is over.
      return this.#clock.setTimer(end, Math.max(0, Math.floor(delayMs)) + 1, { keepAlive: false });
    }

    dropStaleSockets(): void {
      const now = this.#clock.now();
      const aheadMs = this.#clock.epochMs() - now;
      const hasSlept = aheadMs - this.#aheadMs > SLEPT_MS;
      this.#aheadMs = aheadMs;
      for (const name in this.freeSockets) {
        const sockets = this.freeSockets[name] ?? [];
        const stale = sockets.filter((socket) => hasSlept || !this.#isUsable(socket, now));
        if (stale.length === 0) continue;
        for (const socket of stale) socket.destroy();
        // In front, since there the pool looks for what is destroyed; it takes from the end, and would take one from there unseen.
        sockets.splice(0, sockets.length, ...stale, ...sockets.filter((socket) => !socket.destroyed));
      }
    }

    #isUsable(socket: Duplex, now: number): boolean {
      return !socket.destroyed && (this.#pooled.get(socket)?.usableUntilMs ?? -Infinity) >= now;
    }
  }
  return PooledAgent;
});

function announcedMs(keepAlive: string | readonly string[]): number | undefined {
  const seconds = /(?:^|[\s,;])timeout=(\d{1,6})/i.exec(String(keepAlive))?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1000 - ON_THE_WAY_MS;
}
