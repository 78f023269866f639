/**
 * Copies an object's own fields. JSON can contain a field named `__proto__`. Assigning that field to an ordinary object would
 * change the object's prototype, so the field is omitted.
 */
export function copyFields(
  from: Readonly<Record<string, unknown>>,
  into: Record<string, unknown>,
): Record<string, unknown> {
  const ordinary = Object.getPrototypeOf(into) !== null;
  for (const [name, value] of Object.entries(from)) if (!ordinary || name !== "__proto__") into[name] = value;
  return into;
}
