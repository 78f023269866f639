import { builtin } from "../http/builtin.js";

/** The SHA-256 of a string. */
export function sha256(of: string): Buffer {
  const crypto = builtin("node:crypto");
  // In one call, which costs less CPU. An import of `hash` by name would keep this package from loading on Node before 20.12.
  if (typeof crypto.hash === "function") return crypto.hash("sha256", of, "buffer");
  return crypto.createHash("sha256").update(of).digest();
}
