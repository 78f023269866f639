import { readFileSync } from "node:fs";
import { lookup } from "node:dns/promises";
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls, rootCertificates, type TLSSocket } from "node:tls";
import { codeOf } from "../errors/cli-error.js";
import { epochMs } from "../internal/clock.js";
import { environment } from "../internal/environment.js";
import { checksOf, type Check } from "./check.js";
import { usesProxy } from "./inspect-setup.js";

const STEP_MS = 8_000;
const MOST_SKEW_MS = 30_000;

/**
 * Checks what a request to the API depends on: DNS, the proxy, the connection, TLS and the clock. The checks do not use the
 * API key.
 */
export async function* inspectNetwork(baseUrl: URL, isLocal: boolean): AsyncGenerator<Check> {
  const host = baseUrl.hostname.replace(/^\[|\]$/g, "");
  const port = Number(baseUrl.port || 443);
  const proxy = isLocal ? undefined : proxyOf(host);
  const target = proxy ?? { host, port };

  const dns = checksOf("dns");
  try {
    const found = await lookup(target.host, { all: true });
    yield dns.ok(
      `${proxy ? "The proxy" : "The API"}'s host has ${found.length} ${found.length === 1 ? "address" : "addresses"}.`,
    );
  } catch (error) {
    yield dns.fail(
      `${proxy ? "The proxy's host" : `The host ${host}`} was not found (${codeOf(error)}).`,
      proxy ? "Check HTTPS_PROXY." : "Check SENDO_BASE_URL, the network and this computer's DNS server.",
    );
    return;
  }

  const tcp = checksOf(proxy ? "proxy" : "connection");
  let socket: Socket;
  try {
    socket = await openSocket(target);
    if (proxy !== undefined) await openTunnel(socket, host, port, proxy.authorization);
    yield tcp.ok(proxy ? "The proxy opened a tunnel to the API." : `The connection to port ${port} was established.`);
  } catch (error) {
    yield tcp.fail(
      `${proxy ? "The proxy did not open a tunnel" : `The connection to port ${port} failed`} (${codeOf(error)}).`,
      proxy
        ? "Check the proxy's address, user name, password and access rules."
        : isLocal
          ? "Start the sandbox."
          : "Check the firewalls.",
    );
    return;
  }

  const tls = checksOf("tls");
  let secure: TLSSocket;
  try {
    secure = await openTls(socket, host, isLocal);
  } catch (error) {
    socket.destroy();
    yield tls.fail(
      `The certificate was rejected, or the handshake failed (${codeOf(error)}).`,
      isLocal
        ? "Use the variables from the sandbox's most recent output. SENDO_CA_FILE must be the path to its certificate."
        : "If your company's proxy intercepts TLS, set NODE_EXTRA_CA_CERTS to the path of its CA certificate. Otherwise, check this computer's clock.",
    );
    return;
  }
  const days = Math.floor((Date.parse(secure.getPeerCertificate().valid_to) - epochMs()) / 86_400_000);
  yield tls.ok(`${secure.getProtocol() ?? "TLS"}: the certificate was accepted and is valid for ${days} more days.`);

  const clock = checksOf("clock");
  try {
    const date = await readDate(secure, baseUrl);
    const skewMs = date - epochMs();
    const seconds = Math.round(Math.abs(skewMs) / 1000);
    if (Math.abs(skewMs) <= MOST_SKEW_MS)
      yield clock.ok("This computer's clock is within 30 seconds of the API's clock.");
    else
      yield clock.warn(
        `This computer's clock is ${seconds} seconds ${skewMs > 0 ? "behind" : "ahead of"} the API's clock.`,
        "Synchronize the clock. Certificates and message times depend on it.",
      );
  } catch (error) {
    yield clock.warn(
      `The API's response has no valid Date header (${codeOf(error)}).`,
      "Check for proxies between this computer and the API.",
    );
  } finally {
    secure.destroy();
  }
}

interface ProxyTarget {
  readonly host: string;
  readonly port: number;
  readonly authorization: string | undefined;
}

// Returns the proxy that the client would use, if any. `NO_PROXY` entries are matched as host names or suffixes.
function proxyOf(host: string): ProxyTarget | undefined {
  const env = environment();
  const address = env["https_proxy"] || env["HTTPS_PROXY"] || "";
  if (!usesProxy() || !/^http:/.test(address) || !URL.canParse(address)) return undefined;
  const exempt = (env["no_proxy"] || env["NO_PROXY"] || "")
    .split(",")
    .map((entry) => entry.trim().replace(/^\*?\./, ""));
  if (exempt.some((entry) => entry !== "" && (entry === "*" || host === entry || host.endsWith(`.${entry}`))))
    return undefined;
  const { hostname, port, username, password } = new URL(address);
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const authorization = username === "" ? undefined : `Basic ${Buffer.from(pair).toString("base64")}`;
  return { host: hostname.replace(/^\[|\]$/g, ""), port: Number(port || 80), authorization };
}

function openSocket({ host, port }: { readonly host: string; readonly port: number }): Promise<Socket> {
  const socket = connectTcp({ host, port });
  return settled(socket, (resolve) => socket.once("connect", () => resolve(socket)));
}

async function openTunnel(
  socket: Socket,
  host: string,
  port: number,
  authorization: string | undefined,
): Promise<void> {
  const authority = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  const proxyLine = authorization === undefined ? "" : `Proxy-Authorization: ${authorization}\r\n`;
  socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n${proxyLine}\r\n`);
  const status = /^HTTP\/1\.\d (\d{3})/.exec(await readHead(socket))?.[1];
  if (status !== "200") throw Object.assign(new Error("no tunnel"), { code: `PROXY_ANSWERED_${status ?? "NOTHING"}` });
}

function openTls(socket: Socket, host: string, isLocal: boolean): Promise<TLSSocket> {
  const file = isLocal ? environment()["SENDO_CA_FILE"] : undefined;
  const ca = file ? [...rootCertificates, readFileSync(file, "utf8")] : undefined;
  const isName = !/^[\d.]+$|:/.test(host);
  const secure = connectTls({
    socket,
    host,
    ...(isName && { servername: host }),
    ...(ca && { ca }),
    rejectUnauthorized: true,
  });
  return settled(secure, (resolve) => secure.once("secureConnect", () => resolve(secure)));
}

async function readDate(secure: TLSSocket, { host }: URL): Promise<number> {
  secure.write(`GET /v1/campaign/list HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  const date = Date.parse(/^date: (.*)$/im.exec(await readHead(secure))?.[1] ?? "");
  if (Number.isNaN(date)) throw Object.assign(new Error("no date"), { code: "NO_DATE" });
  return date;
}

/** Reads up to the first empty line. */
function readHead(socket: Socket): Promise<string> {
  let head = "";
  return settled<string>(socket, (resolve, reject) => {
    socket.on("data", function onData(chunk: Buffer) {
      head += chunk.toString("latin1");
      if (!head.includes("\r\n\r\n") && head.length < 65_536) return;
      socket.removeListener("data", onData);
      resolve(head);
    });
    socket.once("end", () => reject(Object.assign(new Error("ended"), { code: "ENDED_EARLY" })));
  });
}

function settled<T>(
  socket: Socket,
  start: (resolve: (value: T) => void, reject: (error: Error) => void) => void,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    socket.on("error", reject); // the listener stays attached, because a later error without a listener would end the process
    socket.setTimeout(STEP_MS, () => socket.destroy(Object.assign(new Error("too slow"), { code: "ETIMEDOUT" })));
    start(resolve, reject);
  });
}
