/**
 * Builds a value on its first use and keeps it. If `build` throws, the next use calls it again.
 *
 * For clients and receivers at the top of a module that a build loads without environment variables, as `next build` does: what is
 * missing fails the first request instead of the build.
 *
 * @param build - Makes the value.
 *
 * @returns A function that returns the value.
 *
 * @example
 * ```ts
 * export const texts = lazy(() => new Sendo());
 * const { id } = await texts().messages.send({ to: "+12065550142", body: "Your table is ready" });
 * ```
 */
export function lazy<T>(build: () => T): () => T {
  // Our schemas are built this way as well: most processes need a few of them, and building all was most of an import's cost.
  let built: { readonly value: T } | undefined;
  return () => (built ??= { value: build() }).value;
}
