import https from "node:https";
import type { Duplex } from "node:stream";
import type { SecureContext } from "node:tls";
import type { Clock } from "../clock.js";

/** What {@link createHttpsAgent} needs. */
export interface HttpsAgentOptions {
  clock: Clock;
  /** Kept-alive sockets that are idle for longer are not used again, in milliseconds. */
  idleSocketMs: number;
  /** Idle sockets kept at most. */
  maxIdleSockets: number;
  /** Trusted authorities; `undefined` = Node's defaults. */
  secureContext: SecureContext | undefined;
}

/** A keep-alive pool that forgets sockets before a server is likely to close them. */
export class HttpsAgent extends https.Agent {
  readonly #clock: Clock;
  readonly #idleSocketMs: number;
  readonly #idleSince = new WeakMap<Duplex, number>();

  constructor({ clock, idleSocketMs, maxIdleSockets, secureContext }: HttpsAgentOptions) {
    super({
      keepAlive: true,
      // Requests are counted in front of dispatch (ConnectionSlots), so that nothing waits in here out of sight.
      maxSockets: Infinity,
      maxFreeSockets: maxIdleSockets,
      scheduling: "lifo",
      minVersion: "TLSv1.2",
      // Said aloud, so that NODE_TLS_REJECT_UNAUTHORIZED=0 does not switch it off.
      rejectUnauthorized: true,
      ...(secureContext && { secureContext }),
    });
    this.#clock = clock;
    this.#idleSocketMs = idleSocketMs;
  }

  override keepSocketAlive(socket: Duplex): boolean {
    this.#idleSince.set(socket, this.#clock.now());
    const keep: unknown = super.keepSocketAlive(socket); // a boolean, by Node's documents; its types say void
    return keep !== false;
  }

  /**
   * Destroys sockets that have been idle for too long. Called right before a request, because a timer could fire late:
   * a stale socket is the commonest source of unknown outcomes.
   */
  dropStaleSockets(): void {
    const oldest = this.#clock.now() - this.#idleSocketMs;
    for (const name in this.freeSockets) {
      // The pool takes from the end and puts back there: whoever has been idle for longest is in front. A socket leaves the
      // pool only once it has closed, so this walks over a list that does not change.
      for (const socket of this.freeSockets[name] ?? []) {
        if ((this.#idleSince.get(socket) ?? -Infinity) >= oldest) break;
        socket.destroy();
      }
    }
  }
}
