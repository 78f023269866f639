/** The structure of a value: types, and the forms of ids, times and numbers shown in the documentation. */
export function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shape);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shape(inner)]));
  }
  if (typeof value !== "string") return value === null ? null : typeof value;
  if (/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(value)) return "uuid";
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value)) return "time";
  if (/^\+\d{7,15}$/.test(value)) return "phone";
  if (/^[A-Z]+$/.test(value)) return value; // an enum's word counts itself
  return "text";
}
