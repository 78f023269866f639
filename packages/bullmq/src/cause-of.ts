/** What may be logged of an error that others have made: its message can hold commands, and those hold texts. */
export function causeOf(error: unknown): { readonly name: string; readonly code?: string } {
  const { name, code } = (error ?? {}) as Record<string, unknown>;
  return { name: typeof name === "string" ? name : "Error", ...(typeof code === "string" && { code }) };
}
