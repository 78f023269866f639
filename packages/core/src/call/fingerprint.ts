import { builtin } from "../http/builtin.js";
import type { AccountIdentity } from "../options/account-identity.js";

/**
 * Returns the store's key for a message. The store's key is a digest that does not reveal the caller's key. Each named
 * account has its own set of keys. Unnamed accounts share one set of keys, so that a message can still be found after the
 * API key is rotated. The {@link fingerprint} shows whether a message was sent with another API key.
 */
export function storeKey(idempotencyKey: string, account: AccountIdentity): string {
  return digest(["sendo idempotency key", idempotencyKey, ...nameOf(account)]);
}

/**
 * Returns the default reference for a message with an idempotency key. The same key always gives the same reference, so the
 * message can be found even if the store has lost its data. The reference is a version 8 UUID, which RFC 9562 allows for
 * digests.
 */
export function keyReference(idempotencyKey: string, account: AccountIdentity): string {
  const hex = digest(["sendo reference", idempotencyKey, ...nameOf(account)]);
  const variant = ((parseInt(hex[16]!, 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/**
 * Returns a digest of an input, so that two different inputs with the same key can be detected. The digest includes the
 * key, so that phone numbers and short messages cannot be guessed from it. The digest also includes the account and the
 * API's host, so that a message sent through the sandbox or another account does not match.
 *
 * @param secret - HMAC key. Without a secret, anyone who knows the idempotency key and the account could recover a
 * short body from the digest by trying all possible bodies.
 */
export function fingerprint(
  idempotencyKey: string,
  { id, host }: AccountIdentity,
  input: unknown,
  secret?: Uint8Array,
): string {
  return digest(["sendo input", idempotencyKey, host, id ?? "", canonicalJson(input)], secret);
}

function nameOf({ id }: AccountIdentity): readonly string[] {
  return id?.startsWith("name:") ? [id] : [];
}

function digest(parts: readonly string[], secret?: Uint8Array): string {
  const { createHash, createHmac } = builtin("node:crypto");
  const hash = secret === undefined ? createHash("sha256") : createHmac("sha256", secret);
  return hash.update(JSON.stringify(parts)).digest("hex");
}

function canonicalJson(value: unknown): string {
  // Values that JSON omits or converts must not make equivalent inputs look different.
  return write(JSON.parse(JSON.stringify(value)) as unknown);
}

function write(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(write).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(([name, field]) => `${JSON.stringify(name)}:${write(field)}`);
  return `{${fields.sort().join(",")}}`;
}
