import { builtin } from "../http/builtin.js";

/** Returns the SHA-256 digest of a string. */
export function sha256(of: string): Buffer {
  const crypto = builtin("node:crypto");
  // `hash` uses less CPU than `createHash`. A named import of `hash` would break this package on Node versions before 20.12.
  if (typeof crypto.hash === "function") return crypto.hash("sha256", of, "buffer");
  return crypto.createHash("sha256").update(of).digest();
}
