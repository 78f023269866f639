import type { Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { realTimer } from "../time/clock.js";
import { SandboxError } from "../errors/sandbox-error.js";

/** @internal A listening server. */
export interface Listening {
  readonly port: number;
  /**
   * Stops accepting connections. Requests in progress have up to `graceMs` to finish. Then all remaining connections
   * are closed.
   */
  close(graceMs: number): Promise<void>;
}

/** @internal Option that sets the port. */
export type PortOption = "port" | "controlPort";

/**
 * @internal
 * @throws A {@link SandboxError} with code `port_in_use`, or `option_invalid` if the process is not allowed to
 * use the port, or if the machine does not have the address.
 */
export async function listen(
  server: Server,
  host: string,
  port: number,
  option: PortOption = "port",
): Promise<Listening> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  let closing = false;
  server.on("request", (_request, response) => {
    // Otherwise, the server would keep the connection open for another request, but never serve that request.
    response.once("finish", () => closing && realTimer(() => server.closeIdleConnections(), 0));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(cannotListen(error, host, port, option));
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

function cannotListen(error: NodeJS.ErrnoException, host: string, port: number, option: PortOption): Error {
  const flag = option === "port" ? "--port" : "--control-port";
  const other = `choose another port with \`${option}\` (${flag}; 0 selects a free port)`;
  if (error.code === "EADDRINUSE") {
    const message = `Port ${port} is in use, perhaps by another sandbox. Stop that program, or ${other}.`;
    return new SandboxError("port_in_use", message);
  }
  if (error.code === "EACCES") {
    return new SandboxError(
      "option_invalid",
      `This process is not allowed to use port ${port} (EACCES). To fix this, ${other}.`,
    );
  }
  if (error.code === "EADDRNOTAVAIL") {
    return new SandboxError(
      "option_invalid",
      `This machine does not have the address ${host}. Omit \`host\` (--host).`,
    );
  }
  return error;
}
