/**
 * What may be logged of an error that others have made: its message can hold commands, and those hold texts. Clients give Redis' errors
 * no code, so it is the word with which Redis begins: `READONLY`, `NOPERM`, `WRONGPASS`, `WRONGTYPE`.
 */
export function causeOf(error: unknown): { readonly name: string; readonly code?: string } {
  const { name, code, message } = (error ?? {}) as Record<string, unknown>;
  const word = typeof code === "string" ? code : /^[A-Z]{2,}(?= )/.exec(String(message))?.[0];
  return { name: typeof name === "string" ? name : "Error", ...(word !== undefined && { code: word }) };
}
