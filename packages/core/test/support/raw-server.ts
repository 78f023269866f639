import { createAuthority } from "@sendo-internal/local-authority";
import type { AddressInfo } from "node:net";
import tls, { type TLSSocket, type TlsOptions } from "node:tls";

/** What a test does once a request is here: write bytes, end, or nothing. `nth` counts all requests from 1. */
export type RawBehaviour = (socket: TLSSocket, nth: number) => void;

/** A TLS server that writes whatever bytes a test wants, so that also those can be seen that no HTTP library would write. */
export interface RawServer {
  readonly url: string;
  readonly ca: string;
  /** Requests that have arrived, head and body. */
  readonly requests: readonly string[];
  /** Connections whose handshake is done. */
  readonly connections: () => number;
  behave(behaviour: RawBehaviour): void;
  /** Acts on the first bytes of each connection, and reads no further. */
  behaveAtOnce(behaviour: (socket: TLSSocket) => void): void;
  /** Calls `behaviour` for each connection whose handshake is done. */
  onConnection(behaviour: (socket: TLSSocket) => void): void;
  close(): Promise<void>;
}

export async function startRawServer(options: TlsOptions = {}): Promise<RawServer> {
  const authority = await createAuthority({ hosts: ["127.0.0.1"], epochMs: Date.now() });
  const { certPem, keyPem } = await authority.issue();
  const requests: string[] = [];
  const sockets = new Set<TLSSocket>();
  let connections = 0;
  let behaviour: RawBehaviour = () => {};
  let atOnce: ((socket: TLSSocket) => void) | undefined;
  const server = tls.createServer({ cert: certPem, key: keyPem, ...options }, (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    let arrived = "";
    socket.on("data", (bytes: Buffer) => {
      if (atOnce !== undefined) {
        socket.removeAllListeners("data").pause();
        return atOnce(socket);
      }
      arrived += bytes.toString("latin1");
      for (let request = wholeRequest(arrived); request !== undefined; request = wholeRequest(arrived)) {
        arrived = arrived.slice(request.length);
        requests.push(request);
        behaviour(socket, requests.length);
      }
    });
  });
  server.on("tlsClientError", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ca: authority.caPem,
    requests,
    connections: () => connections,
    behave: (next) => (behaviour = next),
    behaveAtOnce: (next) => (atOnce = next),
    onConnection: (next) => void server.on("secureConnection", next),
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

function wholeRequest(arrived: string): string | undefined {
  const headEnd = arrived.indexOf("\r\n\r\n");
  if (headEnd === -1) return undefined;
  const length = headEnd + 4 + Number(/^content-length: (\d+)/im.exec(arrived)?.[1] ?? 0);
  return arrived.length < length ? undefined : arrived.slice(0, length);
}

/** Lines of a head, ended as HTTP ends them. */
export function head(...lines: readonly string[]): string {
  return `${lines.join("\r\n")}\r\n\r\n`;
}

/** An answer with the length of its body. */
export function whole(body: string | Buffer, ...lines: readonly string[]): Buffer {
  const bytes = Buffer.from(body as string);
  return Buffer.concat([Buffer.from(head(...lines, `content-length: ${bytes.byteLength}`)), bytes]);
}
