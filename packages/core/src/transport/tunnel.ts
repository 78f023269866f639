import https from "node:https";
import type { Socket } from "node:net";
import { nodeHttp } from "../http/node-http.js";
import type { Proxy } from "./proxy.js";

/** A proxy that has not opened a tunnel in this time is given up, whether or not somebody still waits: 30 s. */
export const TUNNEL_TIMEOUT_MS = 30_000;

/** Why there is no tunnel. Its `code` is all that is shown: `PROXY_ANSWERED_407`, `PROXY_TIMEOUT`. */
export class TunnelError extends Error {
  override readonly name = "TunnelError";

  constructor(readonly code: string) {
    super("The proxy did not open a tunnel.");
  }
}

/**
 * Asks a proxy for a tunnel. `done` is called once. Whatever goes wrong up to here, no byte of any request of ours has left:
 * those need the TLS connection that is made through the tunnel. What a proxy answers is never taken for Sendo's answer.
 *
 * @returns What calls the tunnel off.
 */
export function openTunnel(
  proxy: Proxy,
  target: { readonly host: string; readonly port: number },
  done: (error: Error | null, socket?: Socket) => void,
): () => void {
  const host = target.host.includes(":") ? `[${target.host}]` : target.host;
  const authority = `${host}:${target.port}`;
  const request = (proxy.protocol === "https:" ? https : nodeHttp()).request({
    host: proxy.host,
    port: proxy.port,
    method: "CONNECT",
    path: authority,
    agent: false,
    timeout: TUNNEL_TIMEOUT_MS,
    headers: {
      host: authority,
      ...(proxy.authorization && { "proxy-authorization": proxy.authorization.reveal() }),
    },
    ...(proxy.protocol === "https:" && { rejectUnauthorized: true, minVersion: "TLSv1.2" as const }),
  });
  request.once("connect", ({ statusCode = 0 }, socket: Socket, head: Buffer) => {
    socket.setTimeout(0);
    // A server speaks second in TLS: bytes that come at once are not its own.
    if (statusCode >= 200 && statusCode <= 299 && head.length === 0) return done(null, socket);
    socket.destroy();
    done(new TunnelError(`PROXY_ANSWERED_${statusCode}`));
  });
  request.once("timeout", () => request.destroy(new TunnelError("PROXY_TIMEOUT")));
  request.once("error", (error) => done(error));
  request.end();
  return () => void request.destroy(new TunnelError("PROXY_CALLED_OFF"));
}
