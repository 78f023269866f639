/**
 * Builds a value on its first use and keeps it. Schemas are built this way because most processes need only a few of them, and
 * building all of them was most of the cost of an import.
 */
export function lazy<T>(build: () => T): () => T {
  let built: { readonly value: T } | undefined;
  return () => (built ??= { value: build() }).value;
}
