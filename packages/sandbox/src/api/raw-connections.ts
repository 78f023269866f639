import type https from "node:https";
import type { Socket } from "node:net";

/** Resets the TCP connection underlying a TLS socket, by sending RST. */
export type ResetConnection = (tlsSocket: Pick<Socket, "remotePort" | "destroy"> | null) => void;

/**
 * Tracks the TCP sockets underlying a server's TLS connections. Node has no public API to get the TCP socket of a TLS
 * socket. The TLS socket and its TCP socket are matched by the client's port, which both expose. If the server listens
 * only on loopback, each connection has a different client port.
 */
export function trackRawConnections(server: https.Server): ResetConnection {
  const byPort = new Map<number, Socket>();
  server.on("connection", (socket: Socket) => {
    const { remotePort } = socket;
    if (remotePort === undefined) return; // already closed
    byPort.set(remotePort, socket);
    socket.once("close", () => {
      if (byPort.get(remotePort) === socket) byPort.delete(remotePort);
    });
  });
  return (tlsSocket) => {
    const raw = tlsSocket?.remotePort === undefined ? undefined : byPort.get(tlsSocket.remotePort);
    if (raw === undefined) tlsSocket?.destroy();
    else raw.resetAndDestroy();
  };
}
