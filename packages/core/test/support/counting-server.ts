import { createAuthority, type Authority, type Certificate } from "@sendo-internal/local-authority";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import https from "node:https";
import net, { type AddressInfo, type Socket } from "node:net";

/** A request as the server saw it, whole. */
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** The TCP connection below TLS. */
export interface Connection {
  /** Ends it with a TCP reset. */
  reset(): void;
  /** Ends it without a TLS goodbye. */
  destroy(): void;
}

export type Behaviour = (request: SeenRequest, response: ServerResponse, connection: Connection) => void;

/** A real HTTPS server that counts what it has received and does with it what a test wants. */
export interface CountingServer {
  readonly url: string;
  readonly port: number;
  readonly ca: string;
  readonly authority: Authority;
  readonly requests: SeenRequest[];
  /** TCP connections that were opened. */
  readonly connections: () => number;
  /** Resolves when no connection is open. */
  quiet(): Promise<void>;
  behave(behaviour: Behaviour): void;
  /** Resolves when `count` requests have been received. */
  received(count: number): Promise<void>;
  close(): Promise<void>;
}

export const HOSTS = ["localhost", "127.0.0.1", "::1"];

export async function startCountingServer(
  certificate?: (authority: Authority) => Promise<Certificate>,
): Promise<CountingServer> {
  const authority = await createAuthority({ hosts: HOSTS, epochMs: Date.now() });
  const { certPem, keyPem } = await (certificate?.(authority) ?? authority.issue());
  const requests: SeenRequest[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  const sockets = new Set<Socket>();
  const rawByPort = new Map<number, Socket>();
  let connections = 0;
  let behaviour: Behaviour = (_, response) =>
    answer(response, 200, { success: true, id: `message-${requests.length}` });

  const server = https.createServer({ cert: certPem, key: keyPem }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const seen = {
        method: request.method!,
        url: request.url!,
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      };
      requests.push(seen);
      for (const { count, resolve } of waiting) if (requests.length >= count) resolve();
      const raw = rawByPort.get(request.socket.remotePort!)!;
      behaviour(seen, response, { reset: () => raw.resetAndDestroy(), destroy: () => raw.destroy() });
    });
  });
  server.on("connection", (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    rawByPort.set(socket.remotePort!, socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
  });
  server.on("tlsClientError", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;

  return {
    url: `https://127.0.0.1:${port}`,
    port,
    ca: authority.caPem,
    authority,
    requests,
    connections: () => connections,
    async quiet() {
      while (sockets.size > 0) await once([...sockets][0]!, "close");
    },
    behave: (next) => (behaviour = next),
    received: (count) =>
      requests.length >= count
        ? Promise.resolve()
        : new Promise((resolve) => {
            waiting.push({ count, resolve });
          }),
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

export function answer(
  response: ServerResponse,
  httpStatus: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(httpStatus, { "content-type": "application/json", ...headers });
  response.end(typeof body === "string" ? body : JSON.stringify(body));
}

/** A door in front of a server that lets TCP connect and holds every byte until it is opened. */
export interface Door {
  readonly port: number;
  /** Resolves when somebody has knocked: connected, and sent the first bytes of a handshake. */
  knocked(): Promise<void>;
  /** Lets everything through, now and later. */
  open(): void;
  /** How many of the connections that were held have been closed by the client. */
  abandoned(): number;
  close(): Promise<void>;
}

export async function startDoor(targetPort: number): Promise<Door> {
  let isOpen = false;
  let abandoned = 0;
  const held: (() => void)[] = [];
  const sockets = new Set<Socket>();
  let knock!: () => void;
  const knocked = new Promise<void>((resolve) => (knock = resolve));
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => {
      sockets.delete(socket);
      if (!isOpen) abandoned += 1;
    });
    const letThrough = (): void => {
      const target = net.connect(targetPort, "127.0.0.1");
      target.on("error", () => socket.destroy());
      socket.pipe(target).pipe(socket);
    };
    if (isOpen) return letThrough();
    held.push(letThrough);
    socket.once("readable", () => knock());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    knocked: () => knocked,
    open() {
      isOpen = true;
      for (const letThrough of held.splice(0)) letThrough();
    },
    abandoned: () => abandoned,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
