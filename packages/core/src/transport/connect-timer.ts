import type { Duplex } from "node:stream";
import type { Clock, TimerHandle } from "../internal/clock.js";

/** Why a connection was given up. */
export class ConnectTimeoutError extends Error {
  override readonly name = "ConnectTimeoutError";
  readonly code = "CONNECT_TIMEOUT";

  constructor() {
    super("No TLS connection was made in time.");
  }
}

/**
 * Gives up a connection that is not secured in time. The time begins with the connection, and a late timer is not deferred: pending I/O
 * could be the end of the handshake, and the request would then leave after its time.
 */
export class ConnectTimer {
  readonly #timer: TimerHandle;
  #giveUp: (reason: Error) => void = () => {};

  constructor(clock: Clock, limitMs: number) {
    // The connection keeps the process alive, not its timer.
    this.#timer = clock.setTimer(() => this.#giveUp(new ConnectTimeoutError()), limitMs, { keepAlive: false });
  }

  /** A tunnel is being opened. */
  watchTunnel(callOff: (reason: Error) => void): void {
    this.#giveUp = callOff;
  }

  /** The handshake has begun on this socket. */
  watchSocket(socket: Duplex & { readonly secureConnecting?: boolean }): void {
    // A runtime that does not tell whether the handshake is done has no timer: the connection may be in use.
    this.#giveUp = (reason) => socket.secureConnecting === true && socket.destroy(reason);
    socket.once("secureConnect", () => this.cancel());
    socket.once("close", () => this.cancel());
  }

  cancel(): void {
    this.#timer.cancel();
  }
}
