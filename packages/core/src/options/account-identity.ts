import { builtin } from "../http/builtin.js";

/** Which account a client sends from. Contains no API key, and nothing from which the key can be found. */
export interface AccountIdentity {
  /**
   * `name:` and the client's option `account`; without that option `key:` and a digest of the API key. `undefined` when `apiKey`
   * is a function and the client has no option `account`.
   */
  readonly id: string | undefined;
  /** Host of the API, with its port unless the port is 443. The same id on another host is another account. */
  readonly host: string;
}

/** The identity of the account that a name, or else an API key, belongs to. */
export function identifyAccount(name: string | undefined, apiKey: unknown, { host }: URL): AccountIdentity {
  if (name !== undefined) return { id: `name:${name}`, host };
  if (typeof apiKey !== "string") return { id: undefined, host };
  // The prefix keeps this digest apart from other digests of the same key, such as the limiter's.
  const digest = builtin("node:crypto").createHash("sha256").update(`sendo account\n${apiKey}\n${host}`).digest("hex");
  return { id: `key:${digest.slice(0, 32)}`, host };
}
