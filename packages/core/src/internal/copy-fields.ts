/**
 * Copies own fields. JSON can hold an own field named `__proto__`; assigning it to an ordinary object would change that
 * object's prototype, so it is left out there.
 */
export function copyFields(
  from: Readonly<Record<string, unknown>>,
  into: Record<string, unknown>,
): Record<string, unknown> {
  const ordinary = Object.getPrototypeOf(into) !== null;
  for (const [name, value] of Object.entries(from)) if (!ordinary || name !== "__proto__") into[name] = value;
  return into;
}
