import type { Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { realTimer } from "../time/clock.js";
import { SandboxError } from "../errors/sandbox-error.js";

/** @internal A server that listens. */
export interface Listening {
  readonly port: number;
  /** Takes no more connections, lets requests that are being answered finish for `graceMs`, then ends what is left. */
  close(graceMs: number): Promise<void>;
}

/** @internal The option that a port is chosen by. */
export type PortOption = "port" | "controlPort";

/**
 * @internal
 * @throws A {@link SandboxError} `port_in_use`; `option_invalid`: a port or address that this process cannot have.
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
    // Otherwise the connection would be kept for a next request that nobody will answer.
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
  const other = `choose another port by \`${option}\` (${flag}; 0 takes any free one)`;
  if (error.code === "EADDRINUSE") {
    const text = `Port ${port} is in use, perhaps by another sandbox. Stop that program, or ${other}.`;
    return new SandboxError("port_in_use", text);
  }
  if (error.code === "EACCES") {
    return new SandboxError("option_invalid", `Port ${port} is not for everybody on this machine (EACCES): ${other}.`);
  }
  if (error.code === "EADDRNOTAVAIL") {
    return new SandboxError("option_invalid", `This machine has no address ${host}: leave \`host\` (--host) out.`);
  }
  return error;
}
