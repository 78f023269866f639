// Before Redis 7, an error from a command inside a script begins with the script's name.
const CODE = /^(?:ERR Error running script \(.*?\): (?:@user_script: ?\d+: )+-?)?([A-Z]{2,}) /;

/**
 * Returns the parts of another library's error that are safe to log. The error's message can contain commands, and commands contain message
 * bodies. Redis clients do not set `code` on errors from Redis, so the code is taken from the first word of the message. Examples are
 * `READONLY`, `OOM`, `NOPERM`, `WRONGPASS` and `WRONGTYPE`.
 */
export function causeOf(error: unknown): { readonly name: string; readonly code?: string } {
  const { name, code, message } = (error ?? {}) as Record<string, unknown>;
  const word = typeof code === "string" ? code : CODE.exec(String(message))?.[1];
  return { name: typeof name === "string" ? name : "Error", ...(word !== undefined && { code: word }) };
}
