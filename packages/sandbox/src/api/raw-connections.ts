import type https from "node:https";
import type { Socket } from "node:net";

/** Ends the TCP connection below a TLS socket with RST. */
export type ResetConnection = (tlsSocket: Pick<Socket, "remotePort" | "destroy"> | null) => void;

/**
 * Remembers the TCP sockets below a server's TLS. Node shows no public way from one to the other; both know the
 * client's port, which is one connection's alone on a server that listens on loopback only.
 */
export function trackRawConnections(server: https.Server): ResetConnection {
  const byPort = new Map<number, Socket>();
  server.on("connection", (socket: Socket) => {
    const { remotePort } = socket;
    if (remotePort === undefined) return; // already gone
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
