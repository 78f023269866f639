import { builtin } from "../http/builtin.js";

/**
 * Identifies the account that a client sends from. It contains neither the API key nor anything from which the key could be
 * derived.
 */
export interface AccountIdentity {
  /**
   * `name:` followed by the client's `account` option. Without that option, `key:` followed by a digest of the API key.
   * `undefined` if `apiKey` is a function and the `account` option is not set.
   */
  readonly id: string | undefined;
  /** The API's host. The port is included if it is not 443. On another host, the same id identifies a different account. */
  readonly host: string;
}

/** Returns an account's identity, which is based on its name or, if it has no name, on its API key. */
export function identifyAccount(name: string | undefined, apiKey: unknown, { host }: URL): AccountIdentity {
  if (name !== undefined) return { id: `name:${name}`, host };
  if (typeof apiKey !== "string") return { id: undefined, host };
  // The prefix makes this digest differ from other digests of the same key, such as the limiter's.
  const digest = builtin("node:crypto").createHash("sha256").update(`sendo account\n${apiKey}\n${host}`).digest("hex");
  return { id: `key:${digest.slice(0, 32)}`, host };
}
