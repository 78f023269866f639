import type { ClientRequest } from "node:http";
import type { Agent, RequestOptions } from "node:https";
import type { LookupFunction, Socket } from "node:net";
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

// The monotonic clock stops while a machine or function is suspended, but the wall clock does not. If the wall clock was merely
// moved forward, the only cost is a new handshake.
const SUSPENDED_MS = 500;

// A server's idle timeout starts when the server sends its response. The server might therefore close the connection
// while our next request is in flight.
const LATENCY_ALLOWANCE_MS = 1_000;

// Sockets from one burst become stale within milliseconds of each other, so they share a timer.
const GATHER_MS = 20;

/** Options for {@link HttpsAgent}. */
export interface HttpsAgentOptions {
  clock: Clock;
  /** Maximum idle time of a kept-alive socket, in milliseconds. */
  idleSocketMs: number;
  maxIdleSockets: number;
  /** Maximum time for a connection to complete its TLS handshake, in milliseconds. */
  connectTimeoutMs: number;
  /** Trusted certificate authorities and the client's own certificate. If `undefined`, Node's defaults apply. */
  secureContext: SecureContext | undefined;
  /** Trusted certificate authorities for the connection to an `https:` proxy. Never contains the client's own certificate. */
  proxyContext: SecureContext | undefined;
  chooseProxy: ProxyChoice;
  lookup: LookupFunction | undefined;
  family: number | undefined;
}

interface Pooled {
  isIdle: boolean;
  /** The time after which the socket must not be used. */
  usableUntilMs: number;
  /** How long the server keeps an idle connection, minus an allowance for latency. */
  announcedMs: number;
}

/** A keep-alive pool that drops sockets before a server is likely to close them. */
export interface HttpsAgent extends Agent {
  /**
   * Builds a request, and records in `evidence` which socket the pool opens or reuses for it. Node queries the pool
   * while it builds the request. A runtime that queries the pool later, or not at all, provides no evidence.
   */
  collectFor<T>(evidence: DispatchEvidence, build: () => T): T;
  /** Records how long the server keeps idle connections, as announced in a header such as `Keep-Alive: timeout=5` (seconds). */
  noteAnnounced(socket: Duplex, keepAlive: string | readonly string[] | undefined): void;
  /** Opens connections for later requests, up to a total of `count` idle and busy connections. */
  connectAhead(target: RequestOptions, count: number): void;
  /**
   * Destroys sockets that have been idle for too long. It is also called immediately before each request, because a
   * timer can fire late. Stale sockets are the most common cause of unknown outcomes.
   */
  dropStaleSockets(): void;
}

/** Creates the pool. */
export function createHttpsAgent(options: HttpsAgentOptions): HttpsAgent {
  return new (agentClass())(options);
}

// Created on first use, because importing this package must not load `node:https`.
const agentClass = lazy(() => {
  class PooledAgent extends builtin("node:https").Agent implements HttpsAgent {
    readonly #clock: Clock;
    readonly #idleSocketMs: number;
    readonly #pooled = new WeakMap<Duplex, Pooled>();
    readonly #connectTimeoutMs: number;
    readonly #chooseProxy: ProxyChoice;
    readonly #proxyContext: SecureContext | undefined;
    #idleTimer: TimerHandle | undefined;
    /** Difference between the wall clock and the monotonic clock at the last check. */
    #aheadMs: number;
    /** One cancel function for each tunnel that is being opened. */
    readonly #opening = new Set<() => void>();
    /** Connections that no request has used yet, with the names of their targets. */
    readonly #ahead: { readonly name: string; readonly socket: Duplex }[] = [];
    /** Collects evidence for the request that is being built. */
    #evidence: DispatchEvidence | undefined;
    #lastAnnounced: { readonly keepAlive?: unknown; readonly ms?: number | undefined } = {};
    #lastName: { readonly host: unknown; readonly port: unknown; readonly name: string } | undefined;

    constructor(options: HttpsAgentOptions) {
      const { clock, idleSocketMs, maxIdleSockets, secureContext, lookup, family } = options;
      super({
        // With `maxFreeSockets: 0`, Node would use its default of 256, so `keepAlive` is turned off instead.
        keepAlive: maxIdleSockets > 0,
        // The client's semaphore limits requests in flight. A limit here would make requests wait in the pool without
        // the client noticing.
        maxSockets: Infinity,
        maxFreeSockets: maxIdleSockets,
        scheduling: "lifo",
        minVersion: minimumTlsVersion(),
        // If a server does not support HTTP/1.1, the handshake fails before a request can be sent.
        ALPNProtocols: ["http/1.1"],
        // Set explicitly, so that `NODE_TLS_REJECT_UNAUTHORIZED=0` does not disable certificate verification.
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
     * Node calls this three times per request. Node's default implementation includes every TLS option in the returned
     * name. Here, the TLS options are the same for all connections, so the host and port are enough.
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
      const ahead = this.#takeAhead(this.getName(options));
      if (ahead !== undefined) {
        evidence?.socketReused(ahead);
        return ahead;
      }
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
          // Inside the tunnel, Node's own TLS code is used, including its certificate checks and session cache.
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

    connectAhead(target: RequestOptions, count: number): void {
      if (this.options.keepAlive !== true) return;
      if (this.#chooseProxy(target.host!, Number(target.port)) !== undefined) return;
      const name = this.getName(target);
      const lists = [this.sockets[name], this.freeSockets[name], this.#ahead.filter((one) => one.name === name)];
      const open = lists.reduce((sum, list) => sum + (list?.length ?? 0), 0);
      for (let missing = Math.min(count, this.maxFreeSockets) - open; missing > 0; missing -= 1) {
        const socket = super.createConnection({ ...target, ...this.options, _agentKey: name } as RequestOptions);
        if (socket) this.#keepAhead(name, socket);
      }
    }

    #keepAhead(name: string, socket: Duplex): void {
      const pooled = this.#recordOf(socket);
      pooled.isIdle = true;
      // If the handshake does not complete, the connect timeout ends the connection.
      pooled.usableUntilMs = Infinity;
      new ConnectTimer(this.#clock, this.#connectTimeoutMs).watchSocket(socket);
      (socket as Socket).unref();
      socket.on("error", () => {}); // a request that cannot connect reports its own error
      socket.once("secureConnect", () => {
        pooled.usableUntilMs = this.#clock.now() + this.#idleSocketMs;
        if (pooled.isIdle) this.#idleTimer ??= this.#endIdleSocketsIn(this.#idleSocketMs);
      });
      socket.once("close", () => this.#removeAhead(socket));
      this.#ahead.push({ name, socket });
    }

    #takeAhead(name: string): Duplex | undefined {
      const socket = this.#ahead.find((one) => one.name === name && !one.socket.destroyed)?.socket;
      if (socket === undefined) return undefined;
      this.#removeAhead(socket);
      this.#recordOf(socket).isIdle = false;
      (socket as Socket).ref();
      return socket;
    }

    #removeAhead(socket: Duplex): void {
      const index = this.#ahead.findIndex((one) => one.socket === socket);
      if (index >= 0) this.#ahead.splice(index, 1);
    }

    override destroy(): void {
      for (const { socket } of this.#ahead) socket.destroy();
      this.#idleTimer?.cancel();
      this.#idleTimer = undefined;
      for (const callOff of this.#opening) callOff();
      super.destroy();
    }

    noteAnnounced(socket: Duplex, keepAlive: string | readonly string[] | undefined): void {
      if (keepAlive === undefined) return;
      // A server usually sends the same value with every response.
      if (keepAlive !== this.#lastAnnounced.keepAlive) this.#lastAnnounced = { keepAlive, ms: announcedMs(keepAlive) };
      if (this.#lastAnnounced.ms !== undefined) this.#recordOf(socket).announcedMs = this.#lastAnnounced.ms;
    }

    override keepSocketAlive(socket: Duplex): boolean {
      const pooled = this.#recordOf(socket);
      pooled.isIdle = true;
      pooled.usableUntilMs = this.#clock.now() + Math.min(this.#idleSocketMs, pooled.announcedMs);
      this.#idleTimer ??= this.#endIdleSocketsIn(pooled.usableUntilMs - this.#clock.now());
      // According to Node's documentation, the result is a boolean, although the declared type is void.
      const keep: unknown = super.keepSocketAlive(socket);
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
      // Unsolicited bytes on an idle connection could later be mistaken for the response to another request. The
      // listener is permanent, because adding a listener for each request would switch the stream to flowing mode every
      // time.
      socket.on("data", () => {
        if (pooled.isIdle) socket.destroy();
      });
      return pooled;
    }

    // Unused connections should not take up resources on the server or a proxy.
    #endIdleSocketsIn(delayMs: number): TimerHandle {
      const end = (): void => {
        this.#idleTimer = undefined;
        this.dropStaleSockets();
        const idle = [...Object.values(this.freeSockets).flat(), ...this.#ahead.map(({ socket }) => socket)];
        const open = idle.filter((socket) => socket !== undefined && !socket.destroyed) as Duplex[];
        const untilMs = Math.min(...open.map((socket) => this.#recordOf(socket).usableUntilMs));
        if (untilMs < Infinity)
          this.#idleTimer = this.#endIdleSocketsIn(Math.max(GATHER_MS, untilMs - this.#clock.now()));
      };
      // A socket is still usable in its last millisecond, so the timer fires one millisecond later.
      return this.#clock.setTimer(end, Math.max(0, Math.floor(delayMs)) + 1, { keepAlive: false });
    }

    dropStaleSockets(): void {
      const now = this.#clock.now();
      const aheadMs = this.#clock.epochMs() - now;
      const wasSuspended = aheadMs - this.#aheadMs > SUSPENDED_MS;
      this.#aheadMs = aheadMs;
      for (const { socket } of this.#ahead) if (wasSuspended || !this.#isUsable(socket, now)) socket.destroy();
      for (const name in this.freeSockets) {
        const sockets = this.freeSockets[name] ?? [];
        const stale = sockets.filter((socket) => wasSuspended || !this.#isUsable(socket, now));
        if (stale.length === 0) continue;
        for (const socket of stale) socket.destroy();
        // Destroyed sockets are moved to the front, where the pool removes them. The pool takes a socket from the end
        // of the list without checking it.
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
  return seconds === undefined ? undefined : Number(seconds) * 1000 - LATENCY_ALLOWANCE_MS;
}
