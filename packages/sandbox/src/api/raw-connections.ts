import type https from "node:https";
import type { Socket } from "node:net";

/** Resets the TCP connection underlying a TLS socket, by sending RST. */
export type ResetConnection = (tlsSocket: Pick<Socket, "remoteAddress" | "remotePort" | "destroy"> | null) => void;

/**
 * Tracks the TCP sockets underlying a server's TLS connections. Node has no public API for getting a TLS socket's TCP
 * socket. A TLS socket is matched to its TCP socket by the client's address and port, which both sockets expose.
 */
export function trackRawConnections(server: Pick<https.Server, "on">): ResetConnection {
  const byClient = new Map<string, Socket>();
  server.on("connection", (socket: Socket) => {
    const client = clientOf(socket);
    if (client === undefined) return; // already closed
    byClient.set(client, socket);
    socket.once("close", () => {
      if (byClient.get(client) === socket) byClient.delete(client);
    });
  });
  return (tlsSocket) => {
    const client = tlsSocket === null ? undefined : clientOf(tlsSocket);
    const raw = client === undefined ? undefined : byClient.get(client);
    if (raw === undefined) tlsSocket?.destroy();
    else raw.resetAndDestroy();
  };
}

function clientOf({ remoteAddress, remotePort }: Pick<Socket, "remoteAddress" | "remotePort">): string | undefined {
  return remotePort === undefined ? undefined : `${remoteAddress} ${remotePort}`;
}
