import { once } from "node:events";
import http, { type IncomingMessage } from "node:http";
import https, { type ServerOptions } from "node:https";
import net, { type AddressInfo, type Socket } from "node:net";

/** A proxy that opens every tunnel to one server, whatever host it is asked for. */
export interface ConnectProxy {
  readonly port: number;
  /** The CONNECT requests, in order. */
  readonly asked: readonly IncomingMessage[];
  /** TCP connections that were opened, those whose TLS handshake failed included. */
  readonly connections: () => number;
  close(): Promise<void>;
}

/** @param secure - Certificate and key of an `https:` proxy. */
export async function startConnectProxy(targetPort: number, secure?: ServerOptions): Promise<ConnectProxy> {
  const asked: IncomingMessage[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const proxy = secure === undefined ? http.createServer() : https.createServer(secure);
  proxy.on("connect", (request: IncomingMessage, socket: Socket) => {
    asked.push(request);
    sockets.add(socket.on("error", () => {}));
    const onward = net.connect(targetPort, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      onward.pipe(socket).pipe(onward);
    });
    sockets.add(onward.on("error", () => socket.destroy()));
  });
  proxy.on("connection", (socket: Socket) => {
    connections += 1;
    sockets.add(socket.on("error", () => {}));
  });
  proxy.on("tlsClientError", () => {});
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  return {
    port: (proxy.address() as AddressInfo).port,
    asked,
    connections: () => connections,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}
