/**
 * Creates a value on first use and then reuses it. If `build` throws, it is called again on the next use.
 *
 * Use it for module-level clients and receivers if a build step, such as `next build`, loads the module without environment
 * variables. If a variable is missing, the build still succeeds, and the first request fails instead.
 *
 * @param build - Creates the value.
 *
 * @returns A function that returns the value.
 *
 * @example
 * ```ts
 * export const sendo = lazy(() => new Sendo());
 * const { id } = await sendo().messages.send({ to: "+12065550142", body: "Your table is ready" });
 * ```
 */
export function lazy<T>(build: () => T): () => T {
  // This library's schemas also use `lazy`. Most processes need only a few schemas, and building all of them would take up
  // most of the import time.
  let built: { readonly value: T } | undefined;
  return () => (built ??= { value: build() }).value;
}
