// Before Redis 7, the error of a command inside a script comes after the script's name.
const CODE = /^(?:ERR Error running script \(.*?\): (?:@user_script: ?\d+: )+-?)?([A-Z]{2,}) /;

/**
 * What may be logged of another library's error, whose message can contain commands and so messages. Clients give Redis errors no code, so
 * the code is the word with which Redis begins: `READONLY`, `OOM`, `NOPERM`, `WRONGPASS`, `WRONGTYPE`.
 */
export function causeOf(error: unknown): { readonly name: string; readonly code?: string } {
  const { name, code, message } = (error ?? {}) as Record<string, unknown>;
  const word = typeof code === "string" ? code : CODE.exec(String(message))?.[1];
  return { name: typeof name === "string" ? name : "Error", ...(word !== undefined && { code: word }) };
}
