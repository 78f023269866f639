import type { Socket } from "node:net";
import type { ConnectionOptions, TLSSocket } from "node:tls";
import { builtin } from "../http/builtin.js";
import type { Proxy } from "./proxy.js";

/** Why there is no tunnel. Its `code` is all that is shown: `PROXY_ANSWERED_407`, `CERT_HAS_EXPIRED`. */
export class TunnelError extends Error {
  override readonly name = "TunnelError";

  /** @param certificate - Whether the proxy's own certificate was not accepted. */
  constructor(
    readonly code: string,
    readonly certificate = false,
  ) {
    super("The proxy did not open a tunnel.");
  }
}

/** How the connection to a proxy is made. */
export type ProxyConnection = {
  readonly [Name in "secureContext" | "minVersion" | "lookup"]: ConnectionOptions[Name] | undefined;
} & {
  readonly family?: number | undefined;
};

/**
 * Asks a proxy for a tunnel. `done` is called once. Whatever goes wrong up to here, no byte of any request of ours has left:
 * those need the TLS connection that is made through the tunnel. A proxy's response is never taken for Sendo's.
 *
 * @returns What ends the attempt to open the tunnel.
 */
export function openTunnel(
  proxy: Proxy,
  connection: ProxyConnection,
  target: { readonly host: string; readonly port: number },
  done: (error: Error | null, socket?: Socket) => void,
): (reason?: Error) => void {
  const host = target.host.includes(":") ? `[${target.host}]` : target.host;
  const authority = `${host}:${target.port}`;
  const isSecure = proxy.protocol === "https:";
  const { lookup, family, ...secure } = connection;
  const request = builtin(isSecure ? "node:https" : "node:http").request({
    host: proxy.host,
    port: proxy.port,
    lookup,
    family,
    method: "CONNECT",
    path: authority,
    agent: false,
    headers: {
      host: authority,
      ...(proxy.authorization && { "proxy-authorization": proxy.authorization.reveal() }),
    },
    ...(isSecure && {
      ...secure,
      // Node would take the name from the header `host`, which names the target.
      servername: builtin("node:net").isIP(proxy.host) === 0 ? proxy.host : "",
      ALPNProtocols: ["http/1.1"],
      rejectUnauthorized: true,
    }),
  });
  let socket: Socket | undefined;
  request.once("socket", (assigned) => (socket = assigned));
  request.once("connect", ({ statusCode = 0 }, opened: Socket, head: Buffer) => {
    // A server speaks second in TLS: bytes that come before we have spoken are not its own.
    if (statusCode >= 200 && statusCode <= 299 && head.length === 0) return done(null, opened);
    opened.destroy();
    done(new TunnelError(`PROXY_ANSWERED_${statusCode}`));
  });
  request.once("error", (error: NodeJS.ErrnoException) => {
    const isUntrusted = isSecure && Boolean((socket as TLSSocket | undefined)?.authorizationError);
    done(isUntrusted ? new TunnelError(error.code ?? "PROXY_UNTRUSTED", true) : error);
  });
  request.end();
  return (reason = new TunnelError("PROXY_CALLED_OFF")) => void request.destroy(reason);
}
