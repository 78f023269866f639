import type { Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { realTimer } from "./clock.js";
import { SandboxError } from "./sandbox-error.js";

/** @internal A server that listens. */
export interface Listening {
  readonly port: number;
  /** Takes no more connections, lets requests that are being answered finish for `graceMs`, then ends what is left. */
  close(graceMs: number): Promise<void>;
}

/**
 * @internal
 * @throws {@link SandboxError} `port_in_use`.
 */
export async function listen(server: Server, host: string, port: number): Promise<Listening> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  let closing = false;
  server.on("request", (_request, response) => {
    // Otherwise the connection would be kept for a next request that nobody will answer.
    response.once("finish", () => closing && setImmediate(() => server.closeIdleConnections()));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(error.code === "EADDRINUSE" ? portInUse(port) : error);
    });
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async close(graceMs) {
      closing = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const timer = realTimer(() => {
        for (const socket of sockets) socket.destroy();
      }, graceMs);
      await closed;
      timer.cancel();
    },
  };
}

function portInUse(port: number): SandboxError {
  return new SandboxError(
    "port_in_use",
    `Port ${port} is in use, perhaps by another sandbox. Stop that program, or choose another port (0 takes any free one).`,
  );
}
