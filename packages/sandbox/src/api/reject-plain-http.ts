import type https from "node:https";
import type { Socket } from "node:net";
import type { Gate } from "@sendo/core/gate";
import { http } from "../internal/node-http.js";

const TLS_HANDSHAKE = 0x16;

/**
 * Makes an HTTPS server send the gate's error response to clients that use plain HTTP. Without this response, the
 * connection would close without an explanation. The first byte shows whether the client uses TLS.
 */
export function rejectPlainHttp(server: https.Server, gate: Gate, onRefused: () => void): https.Server {
  const startTls = server.listeners("connection") as ((socket: Socket) => void)[];
  server.removeAllListeners("connection");
  server.on("connection", (socket: Socket) => {
    const onError = (): void => void socket.destroy();
    socket.on("error", onError);
    socket.setTimeout(60_000, onError); // closes idle connections, but allows enough time for a busy machine
    socket.once("data", (first: Buffer) => {
      socket.setTimeout(0);
      socket.off("error", onError);
      socket.pause();
      if (first[0] === TLS_HANDSHAKE) {
        socket.unshift(first);
        for (const start of startTls) start.call(server, socket);
        return;
      }
      socket.on("error", onError);
      socket.resume();
      onRefused();
      const verdict = gate.admit({ secure: false, headers: {} });
      if (!verdict.admitted) socket.end(plainReply(verdict.reply));
      else socket.destroy();
    });
  });
  return server;
}

function plainReply({
  httpStatus,
  headers,
  body,
}: {
  httpStatus: number;
  headers: Readonly<Record<string, string>>;
  body: string;
}): string {
  const lines = Object.entries({ ...headers, "content-length": String(Buffer.byteLength(body)), connection: "close" });
  const head = [
    `HTTP/1.1 ${httpStatus} ${http.STATUS_CODES[httpStatus] ?? ""}`,
    ...lines.map(([name, value]) => `${name}: ${value}`),
  ];
  return `${head.join("\r\n")}\r\n\r\n${body}`;
}
