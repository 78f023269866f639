import type http from "node:http";
import { type IncomingMessage, type ServerResponse } from "node:http";
import https from "node:https";
import net, { type AddressInfo, type Socket } from "node:net";
import { connectionFate, draw, requestFate, type ConnectionFate, type RequestFate } from "./fate.js";
import { selfSigned } from "./self-signed.js";

/** A network that does its worst between a client and the sandbox. */
export interface HostileProxy {
  readonly url: string;
  readonly ca: string;
  /** How often each fate has happened. */
  readonly happened: ReadonlyMap<RequestFate | ConnectionFate, number>;
  close(): Promise<void>;
}

const HOSTS = ["localhost", "127.0.0.1"];

/** Stands in front of an API: a TCP door that ruins handshakes, and behind it a TLS server that ruins requests and answers. */
export async function startHostileProxy(target: { url: string; ca: string }, seed: number): Promise<HostileProxy> {
  const { certPem, keyPem } = await selfSigned(HOSTS);
  const happened = new Map<RequestFate | ConnectionFate, number>();
  const count = (fate: RequestFate | ConnectionFate): void => void happened.set(fate, (happened.get(fate) ?? 0) + 1);
  const attempts = new Map<string, number>();
  const agent = new https.Agent({ ca: target.ca, keepAlive: true });

  const forward = async (request: IncomingMessage, body: Buffer): Promise<{ status: number; content: string }> =>
    new Promise((resolve, reject) => {
      const { method, url } = request;
      const { host: _, ...headers } = request.headers;
      const onward = https.request(new URL(url!, target.url), {
        method,
        agent,
        headers,
      });
      onward.on("error", reject).on("response", (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => resolve({ status: response.statusCode!, content: Buffer.concat(chunks).toString() }));
      });
      onward.end(body);
    });

  const answer = (
    response: ServerResponse,
    status: number,
    content: string,
    headers: http.OutgoingHttpHeaders = {},
  ): void => {
    response.writeHead(status, {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(content),
      ...headers,
    });
    response.end(content);
  };

  const suffer = async (
    fate: RequestFate,
    request: IncomingMessage,
    body: Buffer,
    response: ServerResponse,
  ): Promise<void> => {
    const socket = request.socket;
    switch (fate) {
      case "reset-unread":
        return void socket.destroy();
      case "status-500":
        return answer(response, 500, '{"error":"made up"}');
      case "status-503-html":
        return answer(response, 503, "<h1>Service Unavailable</h1>", { "content-type": "text/html" });
      case "status-307":
        return answer(response, 307, "", { location: "https://127.0.0.1:9/" });
      case "status-400":
        return answer(response, 400, '{"error":"made up"}');
      case "status-429":
        return answer(response, 429, '{"error":"made up"}', {
          "x-ratelimit-reset": new Date(Date.now() + 2).toISOString(),
        });
    }
    const { status, content } = await forward(request, body);
    switch (fate) {
      case "accepted-reset":
        return void socket.destroy();
      case "accepted-hang":
        return;
      case "accepted-half-body":
        response.writeHead(200, { "content-length": content.length });
        return void response.write(content.slice(0, content.length / 2), () => socket.destroy());
      case "accepted-500":
        return answer(response, 500, '{"error":"made up"}');
      case "accepted-then-closed":
        // The idle connection goes away just when the client may be using it for its next request.
        answer(response, status, content);
        return void response.on("finish", () => setImmediate(() => socket.destroy()));
      default:
        return answer(response, status, content);
    }
  };

  const server = https.createServer({ cert: certPem, key: keyPem, keepAliveTimeout: 60_000 }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on("error", () => {});
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks);
      const reference = referenceIn(body);
      const attempt = (attempts.get(reference) ?? 0) + 1;
      attempts.set(reference, attempt);
      const fate = requestFate(seed, reference, attempt);
      count(fate);
      suffer(fate, request, body, response).catch(() => request.socket.destroy());
    });
  });
  server.on("tlsClientError", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

  let connections = 0;
  const sockets = new Set<Socket>();
  const door = net.createServer((socket) => {
    const index = connections++;
    const fate = connectionFate(seed, index);
    count(fate);
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    if (fate === "reset-in-handshake") return void socket.once("data", () => socket.resetAndDestroy());
    const letThrough = (): void => {
      if (socket.destroyed) return;
      const inner = net.connect((server.address() as AddressInfo).port, "127.0.0.1");
      sockets.add(inner);
      inner.on("error", () => socket.destroy());
      inner.on("close", () => {
        sockets.delete(inner);
        socket.destroy();
      });
      socket.on("close", () => inner.destroy());
      socket.pipe(inner).pipe(socket);
    };
    if (fate === "slow-handshake") setTimeout(letThrough, 20 + draw(seed, "delay", index) * 60);
    else letThrough();
  });
  await new Promise<void>((resolve) => door.listen(0, "127.0.0.1", resolve));

  return {
    url: `https://127.0.0.1:${(door.address() as AddressInfo).port}`,
    ca: certPem,
    happened,
    async close() {
      for (const socket of sockets) socket.destroy();
      agent.destroy();
      server.closeAllConnections();
      await Promise.all([
        new Promise((resolve) => door.close(resolve)),
        new Promise((resolve) => server.close(resolve)),
      ]);
    },
  };
}

function referenceIn(body: Buffer): string {
  return (JSON.parse(body.toString()) as { metadata: { sendo_ref: string } }).metadata.sendo_ref;
}
