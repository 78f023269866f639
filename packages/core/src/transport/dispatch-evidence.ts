import type { Duplex } from "node:stream";

/**
 * State of a socket that has been or will be assigned to a request.
 *
 * - `opening`: our agent is opening a tunnel for the socket, and TLS has not started.
 * - `handshaking`: the TLS handshake is not complete.
 * - `idle`: our agent took the socket from its pool for the request, and nothing has been written to it since.
 * - `secured`: the socket can carry the request.
 */
export type SocketState = "opening" | "handshaking" | "idle" | "secured";

/**
 * Whether any part of a request might have been sent. A request can be sent only through a socket whose TLS handshake
 * is complete. If the runtime exposed no socket, the result is `true`, because the runtime could have sent the request
 * another way.
 */
export function mayHaveLeft(seen: readonly SocketState[]): boolean {
  return seen.length === 0 || seen.includes("secured");
}

/**
 * One of the request's sockets, and what has happened to it so far. `secureConnecting` and `bytesWritten` are Node's
 * own properties. A socket without these properties counts as secured.
 */
interface SeenSocket {
  readonly socket: Duplex & { readonly secureConnecting?: boolean; readonly bytesWritten?: number };
  /**
   * Number of bytes that had been written to the socket when it was taken from the pool. `undefined` if the socket is
   * new or has already been assigned to the request.
   */
  bytesInPool: number | undefined;
  isSecured: boolean;
}

/** Collects evidence about one request's sockets. */
export class DispatchEvidence {
  readonly #seen: SeenSocket[] = [];
  #isHeld = false;
  #callOffTunnel: (() => void) | undefined;

  /** `true` if the engine has exposed a socket or our agent is opening a tunnel. */
  get isShown(): boolean {
    return this.#seen.length > 0 || this.#callOffTunnel !== undefined;
  }

  /**
   * Records that no part of the request will be written until {@link release} is called. Until then, nothing can be
   * sent.
   */
  hold(): void {
    this.#isHeld = true;
  }

  release(): void {
    this.#isHeld = false;
  }

  /** Records that our agent is opening a tunnel for the request. */
  tunnelOpens(callOff: () => void): void {
    this.#callOffTunnel = callOff;
  }

  socketOpened(socket: Duplex): void {
    this.#see(socket);
  }

  /** Records that our agent took a socket from its pool. No part of the request has been written yet. */
  socketReused(socket: Duplex): void {
    this.#see(socket, (socket as SeenSocket["socket"]).bytesWritten);
  }

  /** Records that the request uses this socket. */
  socketAssigned(socket: Duplex): void {
    const seen = this.#seen.find((other) => other.socket === socket);
    if (seen === undefined) this.#see(socket);
    else seen.bytesInPool = undefined;
  }

  /**
   * Evaluates the evidence after the request has failed or been destroyed. `false` means that nothing has been sent.
   * Nothing will be sent later either, because every socket that could carry the request has been destroyed.
   */
  conclude(): boolean {
    if (this.isDispatched) return true;
    this.giveUp();
    return false;
  }

  /** Whether any part of the request might have been sent so far. `false` can later change to `true`. */
  get isDispatched(): boolean {
    const states = this.#seen.map(stateOf);
    if (this.#callOffTunnel !== undefined) states.push("opening");
    return !this.#isHeld && mayHaveLeft(states);
  }

  giveUp(): void {
    this.#callOffTunnel?.();
    for (const { socket } of this.#seen) socket.destroy();
  }

  #see(socket: Duplex, bytesInPool?: number): void {
    const seen: SeenSocket = { socket, bytesInPool, isSecured: false };
    this.#seen.push(seen);
    if (isHandshaking(seen)) socket.once("secureConnect", () => (seen.isSecured = true));
  }
}

function stateOf(seen: SeenSocket): SocketState {
  if (seen.isSecured) return "secured";
  if (isHandshaking(seen)) return "handshaking";
  const { socket, bytesInPool } = seen;
  return bytesInPool !== undefined && socket.bytesWritten === bytesInPool ? "idle" : "secured";
}

function isHandshaking({ socket }: SeenSocket): boolean {
  return socket.secureConnecting === true;
}
