import type { Duplex } from "node:stream";
import type { Clock, TimerHandle } from "../internal/clock.js";

/** The error for a connection whose TLS handshake did not complete in time. */
export class ConnectTimeoutError extends Error {
  override readonly name = "ConnectTimeoutError";
  readonly code = "CONNECT_TIMEOUT";

  constructor() {
    super("No TLS connection was established in time.");
  }
}

/**
 * Ends a connection whose TLS handshake does not complete in time. The time is measured from the start of the
 * connection attempt. If the timer fires late, the connection is ended before any pending I/O is processed. Otherwise,
 * the handshake could complete after the timeout, and the request would be sent too late.
 */
export class ConnectTimer {
  readonly #timer: TimerHandle;
  #giveUp: (reason: Error) => void = () => {};

  constructor(clock: Clock, limitMs: number) {
    // The timer should not keep the process alive.
    this.#timer = clock.setTimer(() => this.#giveUp(new ConnectTimeoutError()), limitMs, { keepAlive: false });
  }

  watchTunnel(callOff: (reason: Error) => void): void {
    this.#giveUp = callOff;
  }

  watchSocket(socket: Duplex & { readonly secureConnecting?: boolean }): void {
    // On a runtime without `secureConnecting`, the timer does nothing, because the connection may already be in use.
    this.#giveUp = (reason) => socket.secureConnecting === true && socket.destroy(reason);
    socket.once("secureConnect", () => this.cancel());
    socket.once("close", () => this.cancel());
  }

  cancel(): void {
    this.#timer.cancel();
  }
}
