import { builtin } from "../http/builtin.js";
import type { AccountIdentity } from "../options/account-identity.js";

/**
 * The key under which a store remembers a message. Nothing that the caller named can be read from it. Named accounts have keys of
 * their own. An account without a name has none: after a rotation of the API key its messages must still be found, so that none
 * is sent again; {@link fingerprint} rejects those of another API key.
 */
export function storeKey(idempotencyKey: string, account: AccountIdentity): string {
  return digest(["sendo idempotency key", idempotencyKey, ...nameOf(account)]);
}

/**
 * The reference of a message that is sent under a key, when the caller names none: the same each time. So it is found again even
 * when a store has lost its memory. A UUID of version 8, which is what RFC 9562 has for digests.
 */
export function keyReference(idempotencyKey: string, account: AccountIdentity): string {
  const hex = digest(["sendo reference", idempotencyKey, ...nameOf(account)]);
  const variant = ((parseInt(hex[16]!, 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/**
 * A digest by which two inputs under one key are told apart. The key goes in as well: numbers and short messages could otherwise
 * be found out by trying. The account goes in with the API's host, so that a message of the sandbox or of another account is not
 * taken for one that was sent.
 */
export function fingerprint(idempotencyKey: string, { id, host }: AccountIdentity, input: unknown): string {
  return digest(["sendo input", idempotencyKey, host, id ?? "", canonicalJson(input)]);
}

function nameOf({ id }: AccountIdentity): readonly string[] {
  return id?.startsWith("name:") ? [id] : [];
}

function digest(parts: readonly string[]): string {
  return builtin("node:crypto").createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

/** JSON whose fields stand in one order, however the object was built. */
function canonicalJson(value: unknown): string {
  // What JSON leaves out or turns into something else must not make two inputs of one request.
  return write(JSON.parse(JSON.stringify(value)) as unknown);
}

function write(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(write).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(([name, field]) => `${JSON.stringify(name)}:${write(field)}`);
  return `{${fields.sort().join(",")}}`;
}
