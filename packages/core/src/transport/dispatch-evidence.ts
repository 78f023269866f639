import type { Duplex } from "node:stream";

/**
 * What is known of a socket that a request got, or is about to get.
 *
 * - `opening`: our own agent opens a tunnel for it, and no TLS has begun.
 * - `handshaking`: its TLS handshake is not done.
 * - `idle`: our own agent took it out of its pool for the request, and nothing has been written to it since.
 * - `secured`: it can carry the request.
 */
export type SocketState = "opening" | "handshaking" | "idle" | "secured";

/**
 * Whether bytes of a request may have left. Bytes can leave only over a socket whose TLS handshake is done. A runtime that showed no
 * socket at all has proved nothing: it may have sent the request by other means.
 */
export function mayHaveLeft(seen: readonly SocketState[]): boolean {
  return seen.length === 0 || seen.includes("secured");
}

/** A socket and what was seen of it. `secureConnecting` and `bytesWritten` are Node's; a socket without them counts as secured. */
interface SeenSocket {
  readonly socket: Duplex & { readonly secureConnecting?: boolean; readonly bytesWritten?: number };
  /** How much had been written to it when it left the pool; `undefined` from the moment when the request can write to it. */
  bytesInPool: number | undefined;
  /** Whether its handshake was seen to end. */
  isSecured: boolean;
}

/** Collects what is seen of the sockets of one request. */
export class DispatchEvidence {
  readonly #seen: SeenSocket[] = [];
  #isHeld = false;
  #callOffTunnel: (() => void) | undefined;

  /** Whether the engine has shown a socket, or our agent opens a tunnel. */
  get isShown(): boolean {
    return this.#seen.length > 0 || this.#callOffTunnel !== undefined;
  }

  /** The request is not written before {@link release}: until then nothing can leave, whatever its socket could carry. */
  hold(): void {
    this.#isHeld = true;
  }

  /** The request is written from now on. */
  release(): void {
    this.#isHeld = false;
  }

  /** Our agent opens a tunnel for the request. */
  tunnelOpens(callOff: () => void): void {
    this.#callOffTunnel = callOff;
  }

  /** Our agent opened a socket for the request. */
  socketOpened(socket: Duplex): void {
    this.#see(socket);
  }

  /** Our agent took a socket out of its pool for the request, which has not begun to write. */
  socketReused(socket: Duplex): void {
    this.#see(socket, (socket as SeenSocket["socket"]).bytesWritten);
  }

  /** The request announced that it uses this socket. */
  socketAssigned(socket: Duplex): void {
    const seen = this.#seen.find((other) => other.socket === socket);
    if (seen === undefined) this.#see(socket);
    else seen.bytesInPool = undefined;
  }

  /**
   * Judges the evidence, after the request was destroyed or has failed. When it returns `false`, no byte has left. None will
   * leave later, whatever the runtime still does: every socket that could carry the request is destroyed.
   */
  conclude(): boolean {
    if (this.isDispatched) return true;
    this.giveUp();
    return false;
  }

  /** What the evidence says at this moment. `false` can still become `true`. */
  get isDispatched(): boolean {
    const states = this.#seen.map(stateOf);
    if (this.#callOffTunnel !== undefined) states.push("opening");
    return !this.#isHeld && mayHaveLeft(states);
  }

  /** Destroys every socket that was seen. */
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
