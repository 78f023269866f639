import { builtin } from "../http/builtin.js";
import { Secret, type SecretText } from "../errors/redact.js";
import { SendoConfigError } from "../errors/errors.js";
import { environment, nodeFlag } from "../internal/environment.js";
import { isLoopbackHost } from "../internal/is-loopback-host.js";

/** A proxy that opens tunnels (`CONNECT`) for TLS connections. */
export interface Proxy {
  readonly protocol: "http:" | "https:";
  readonly host: string;
  readonly port: number;
  /** The `Proxy-Authorization` header, if the URL contains a username. */
  readonly authorization: SecretText | undefined;
}

/** Returns the proxy for a host, or `undefined` for a direct connection. */
export type ProxyChoice = (host: string, port: number) => Proxy | undefined;

/** Whether the `proxy` option is empty. Configuration code often passes `null` or an empty environment variable. */
export function isNoProxy(proxy: unknown): proxy is undefined | null | "" {
  return proxy === undefined || proxy === null || proxy === "";
}

/** Parses a proxy's URL, or returns `undefined` if it is invalid. The URL can contain a password, so it is never shown. */
export function readProxy(address: unknown): Proxy | undefined {
  if (typeof address !== "string" || !URL.canParse(address)) return undefined;
  const { protocol, hostname, port, pathname, search, hash, username, password } = new URL(address);
  if (protocol !== "http:" && protocol !== "https:") return undefined;
  if ((pathname !== "/" && pathname !== "") || search !== "" || hash !== "") return undefined;
  return {
    protocol,
    host: hostname.startsWith("[") ? hostname.slice(1, -1) : hostname,
    port: port === "" ? (protocol === "http:" ? 80 : 443) : Number(port),
    authorization: username === "" && password === "" ? undefined : basic(username, password),
  };
}

function basic(username: string, password: string): SecretText | undefined {
  const pair = `${decoded(username)}:${decoded(password)}`;
  return new Secret(`Basic ${Buffer.from(pair).toString("base64")}`);
}

// A password that contains an unescaped `%` is used unchanged.
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/**
 * If `option` is set, uses the proxy from `option`. Otherwise, uses the proxy from the environment variables if Node is
 * running with `NODE_USE_ENV_PROXY=1` or `--use-env-proxy`. The variables have the same meaning as in Node 24. In
 * addition, the proxy from the environment variables is never used for local addresses.
 *
 * @throws A {@link SendoConfigError} with code `config_proxy_invalid`.
 */
export function chooseProxy(option: string | null | undefined): ProxyChoice {
  if (!isNoProxy(option)) {
    const proxy = readProxy(option);
    if (proxy === undefined) throw new SendoConfigError({ code: "config_proxy_invalid" });
    return () => proxy;
  }
  const env = environment();
  const url = env.https_proxy || env.HTTPS_PROXY;
  const isWanted = nodeFlag("use-env-proxy") ?? env.NODE_USE_ENV_PROXY === "1";
  // Proxies that use other protocols are ignored, as in Node. They might be meant for other libraries.
  if (!isWanted || !url || !/^https?:\/\//.test(url)) return () => undefined;
  const proxy = readProxy(url);
  if (proxy === undefined) throw new SendoConfigError({ code: "config_proxy_invalid" });
  const exempt = (env.no_proxy || env.NO_PROXY || "").split(",").map((entry) => entry.trim().toLowerCase());
  return (host, port) => (isLoopbackHost(host) || isExempt(exempt, host.toLowerCase(), port) ? undefined : proxy);
}

function isExempt(exempt: readonly string[], host: string, port: number): boolean {
  return exempt.some((entry) => {
    if (entry === "*" || entry === host || entry === `${host}:${port}`) return true;
    if (entry.startsWith(".") && entry.length > 1) return host === entry.slice(1) || host.endsWith(entry);
    if (entry.startsWith("*.")) return host.endsWith(entry.slice(1));
    const [first = "", last = ""] = entry.split("-").map((address) => address.trim());
    const { isIPv4 } = builtin("node:net");
    if (!isIPv4(host) || !isIPv4(first) || !isIPv4(last)) return false;
    return numberOf(host) >= numberOf(first) && numberOf(host) <= numberOf(last);
  });
}

function numberOf(address: string): number {
  return address.split(".").reduce((number, octet) => number * 256 + Number(octet), 0);
}
