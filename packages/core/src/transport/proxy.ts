import { Secret, type SecretText } from "../errors/redact.js";

/** A proxy that opens tunnels (`CONNECT`). What travels through one is TLS from end to end. */
export interface Proxy {
  readonly protocol: "http:" | "https:";
  readonly host: string;
  readonly port: number;
  /** `Proxy-Authorization`, where the URL named a user. */
  readonly authorization: SecretText | undefined;
}

/** Reads a proxy's URL; `undefined` when it is not usable. Nothing of it is repeated anywhere, since it can hold a password. */
export function readProxy(text: unknown): Proxy | undefined {
  if (typeof text !== "string" || !URL.canParse(text)) return undefined;
  const { protocol, hostname, port, pathname, search, hash, username, password } = new URL(text);
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

// A password with a lone % in it is meant as it stands.
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
