import { builtin } from "../http/builtin.js";
import type { HttpRequestLike } from "../http/http.js";
import { invalidOption } from "../errors/option-checks.js";

/**
 * Returns a key's account, or `undefined` for an unknown key.
 *
 * The function must return its result directly, not as a promise. Look up the key by its SHA-256 digest. If you compare keys in
 * another way, make sure that the time taken does not reveal how much of the key is correct.
 */
export type KeyLookup = (apiKey: string) => string | undefined;

/** @internal Result of reading the Authorization header. */
export type BearerReading = { readonly key: string } | "missing" | "malformed";

// This is much longer than any key. A maximum length limits the cost of hashing.
const LONGEST_KEY = 1024;
// Characters that RFC 9110 allows in a field value, except whitespace.
const VISIBLE_ASCII = /^[\x21-\x7e]+$/;

/** @internal Reads `Authorization: Bearer {key}`. The scheme is case-insensitive (RFC 9110, 11.1). */
export function readBearer(header: HttpRequestLike["headers"][string]): BearerReading {
  const values = (typeof header === "string" ? [header] : (header ?? [])).map((value) => value.trim()).filter(Boolean);
  const [value] = values;
  if (value === undefined) return "missing";
  if (values.length > 1) return "malformed";
  const [, key] = /^bearer(?: +|$)(.*)$/is.exec(value) ?? [];
  // A header with a different scheme, or without a value after the scheme, counts as a missing key.
  if (key === undefined || key === "") return "missing";
  return key.length <= LONGEST_KEY && VISIBLE_ASCII.test(key) ? { key } : "malformed";
}

/**
 * @internal Converts the `keys` option to a lookup function. If `keys` is a list, each key counts as a separate account. The
 * account is named after the key's digest instead of the key itself, because account names appear in logs.
 *
 * @throws A {@link SendoConfigError} with code `config_option_invalid` if the list is empty or a key cannot be sent in a header.
 */
export function resolveKeys(keys: readonly string[] | KeyLookup): KeyLookup {
  if (typeof keys === "function") return checkedLookup(keys);
  if (!isKeyList(keys)) {
    throw invalidOption(
      "The `keys` option of createGate must be a function, or a list with at least one key. Each key must be 1 to 1024 visible ASCII " +
        "characters long, without whitespace.",
    );
  }
  const known = keys.map((key) => ({
    digest: sha256(key),
    account: `key-${sha256(key).toString("hex").slice(0, 16)}`,
  }));
  return (apiKey) => {
    const digest = sha256(apiKey);
    let account: string | undefined;
    // Compares every key, so that the time taken does not reveal which key matched or how close a guess was.
    const { timingSafeEqual } = builtin("node:crypto");
    for (const candidate of known) if (timingSafeEqual(digest, candidate.digest)) account = candidate.account;
    return account;
  };
}

function checkedLookup(lookup: KeyLookup): KeyLookup {
  return (apiKey) => {
    const account: unknown = lookup(apiKey);
    if (account === undefined || account === null) return undefined;
    if (typeof account === "string" && account !== "") return account;
    // If a promise were accepted as an account name, every key would be admitted.
    throw invalidOption(
      "The `keys` function of createGate must return the account's name or undefined, not a promise.",
    );
  };
}

function isKeyList(keys: unknown): keys is readonly string[] {
  return Array.isArray(keys) && keys.length > 0 && keys.every(isUsableKey);
}

function isUsableKey(key: unknown): key is string {
  return typeof key === "string" && key.length <= LONGEST_KEY && VISIBLE_ASCII.test(key);
}

function sha256(value: string): Buffer {
  return builtin("node:crypto").createHash("sha256").update(value).digest();
}
