import type { Socket } from "node:net";
import type { ConnectionOptions, TLSSocket } from "node:tls";
import { builtin } from "../http/builtin.js";
import type { Proxy } from "./proxy.js";

/**
 * The error created when a proxy does not open a tunnel. Only its `code` is shown, such as `PROXY_ANSWERED_407` or
 * `CERT_HAS_EXPIRED`.
 */
export class TunnelError extends Error {
  override readonly name = "TunnelError";

  /** @param certificate - Whether the proxy's own certificate is untrusted. */
  constructor(
    readonly code: string,
    readonly certificate = false,
  ) {
    super("The proxy did not open a tunnel.");
  }
}

/** Options for the connection to a proxy. */
export type ProxyConnection = {
  readonly [Name in "secureContext" | "minVersion" | "lookup"]: ConnectionOptions[Name] | undefined;
} & {
  readonly family?: number | undefined;
};

/**
 * Requests a tunnel from a proxy. Calls `done` once. If the tunnel fails, no part of a request has been sent, because
 * requests need the TLS connection inside the tunnel. A response from the proxy is never treated as a response from
 * Sendo.
 *
 * @returns A function that cancels the attempt to open the tunnel.
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
      // By default, Node would take the server name from the `host` header, which names the target instead of the proxy.
      servername: builtin("node:net").isIP(proxy.host) === 0 ? proxy.host : "",
      ALPNProtocols: ["http/1.1"],
      rejectUnauthorized: true,
    }),
  });
  let socket: Socket | undefined;
  request.once("socket", (assigned) => (socket = assigned));
  request.once("connect", ({ statusCode = 0 }, opened: Socket, head: Buffer) => {
    // In TLS, the client sends first. The client has sent nothing yet, so bytes in `head` cannot come from the
    // server.
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
