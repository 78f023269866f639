import type { ClientRequest } from "node:http";
import https, { type RequestOptions } from "node:https";
import type { Duplex } from "node:stream";
import type { SecureContext } from "node:tls";
import type { Clock } from "../clock.js";
import type { Proxy } from "./proxy.js";
import { openTunnel } from "./tunnel.js";

// The monotonic clock stands still while a machine sleeps or a function is frozen, and the calendar does not. A calendar that was
// put forward costs a handshake.
const SLEPT_MS = 500;

// A server counts from the moment in which it has answered, and closes while our next request may be on its way.
const ON_THE_WAY_MS = 1_000;

/** What {@link HttpsAgent} needs. */
export interface HttpsAgentOptions {
  clock: Clock;
  /** Kept-alive sockets that are idle for longer are not used again, in milliseconds. */
  idleSocketMs: number;
  /** Idle sockets kept at most. */
  maxIdleSockets: number;
  /** Trusted authorities; `undefined` = Node's defaults. */
  secureContext: SecureContext | undefined;
  /** Connections go through a tunnel of this proxy. */
  proxy?: Proxy | undefined;
}

/** A keep-alive pool that forgets sockets before a server is likely to close them. */
export class HttpsAgent extends https.Agent {
  readonly #clock: Clock;
  readonly #idleSocketMs: number;
  /** For each socket, how long its server keeps it, less the way there. */
  readonly #announcedMs = new WeakMap<Duplex, number>();
  /** For each socket in the pool, until when it may be used. */
  readonly #usableUntilMs = new WeakMap<Duplex, number>();
  readonly #proxy: Proxy | undefined;
  /** How far the calendar was ahead of the monotonic clock at the last look. */
  #aheadMs: number;
  /** For each tunnel that is being opened, what calls it off. */
  readonly #opening = new Set<() => void>();

  constructor({ clock, idleSocketMs, maxIdleSockets, secureContext, proxy }: HttpsAgentOptions) {
    super({
      keepAlive: true,
      // Requests are counted in front of dispatch (ConnectionSlots), so that nothing waits in here out of sight.
      maxSockets: Infinity,
      maxFreeSockets: maxIdleSockets,
      scheduling: "lifo",
      minVersion: "TLSv1.2",
      // A server that speaks another protocol only is found out in the handshake, before a request can leave.
      ALPNProtocols: ["http/1.1"],
      // Said aloud, so that NODE_TLS_REJECT_UNAUTHORIZED=0 does not switch it off.
      rejectUnauthorized: true,
      ...(secureContext && { secureContext }),
    });
    this.#clock = clock;
    this.#aheadMs = clock.epochMs() - clock.now();
    this.#idleSocketMs = idleSocketMs;
    this.#proxy = proxy;
  }

  override createConnection(
    options: RequestOptions,
    callback: (error: Error | null, socket: Duplex) => void,
  ): Duplex | null | undefined {
    if (this.#proxy === undefined) return super.createConnection(options, callback);
    const target = { host: options.host!, port: Number(options.port) };
    const callOff = openTunnel(this.#proxy, target, (error, socket) => {
      this.#opening.delete(callOff);
      if (socket === undefined) return (callback as (error: Error | null) => void)(error);
      let secured: Duplex | null | undefined;
      try {
        // Node's own TLS on top of the tunnel, certificate checks and session cache included.
        secured = super.createConnection({ ...options, socket } as RequestOptions, undefined);
      } catch (error_) {
        socket.destroy();
        return (callback as (error: Error) => void)(error_ as Error);
      }
      callback(null, secured!);
    });
    this.#opening.add(callOff);
    return undefined;
  }

  override destroy(): void {
    for (const callOff of this.#opening) callOff();
    super.destroy();
  }

  /** Notes how long a server has said that it keeps idle connections: `Keep-Alive: timeout=5`, in seconds. */
  noteAnnounced(socket: Duplex, keepAlive: string | readonly string[] | undefined): void {
    const seconds = /(?:^|[\s,;])timeout=(\d{1,6})/i.exec(String(keepAlive))?.[1];
    if (seconds !== undefined) this.#announcedMs.set(socket, Number(seconds) * 1000 - ON_THE_WAY_MS);
  }

  override keepSocketAlive(socket: Duplex): boolean {
    const idleMs = Math.min(this.#idleSocketMs, this.#announcedMs.get(socket) ?? Infinity);
    this.#usableUntilMs.set(socket, this.#clock.now() + idleMs);
    socket.on("data", destroyItself);
    const keep: unknown = super.keepSocketAlive(socket); // a boolean, by Node's documents; its types say void
    return keep !== false;
  }

  override reuseSocket(socket: Duplex, request: ClientRequest): void {
    socket.removeListener("data", destroyItself);
    super.reuseSocket(socket, request);
  }

  /**
   * Destroys sockets that have been idle for too long. Called right before a request, because a timer could fire late:
   * a stale socket is the commonest source of unknown outcomes.
   */
  dropStaleSockets(): void {
    const now = this.#clock.now();
    const aheadMs = this.#clock.epochMs() - now;
    const hasSlept = aheadMs - this.#aheadMs > SLEPT_MS;
    this.#aheadMs = aheadMs;
    const isUsable = (socket: Duplex): boolean =>
      !hasSlept && !socket.destroyed && (this.#usableUntilMs.get(socket) ?? -Infinity) >= now;
    for (const name in this.freeSockets) {
      const sockets = this.freeSockets[name] ?? [];
      if (sockets.every(isUsable)) continue;
      const stale = sockets.filter((socket) => !isUsable(socket));
      for (const socket of stale) socket.destroy();
      // In front, since there the pool looks for what is destroyed; it takes from the end, and would take one from there unseen.
      sockets.splice(0, sockets.length, ...stale, ...sockets.filter((socket) => !socket.destroyed));
    }
  }
}

// Bytes that came while no request was under way: what this connection says next could be taken for the answer to a text that it
// does not know.
function destroyItself(this: Duplex): void {
  this.destroy();
}
