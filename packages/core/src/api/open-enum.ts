import * as z from "zod/mini";

/**
 * A string type that lets editors suggest the known values. Sendo can add values at any time, so this type allows any other
 * string.
 */
export type OpenEnum<Known extends string> = Known | (string & Record<never, never>);

/** A schema that accepts any string. Its TypeScript type and JSON Schema still list the known values. */
export function openEnum<const Known extends string>(
  known: readonly Known[],
): z.ZodMiniType<OpenEnum<Known>, OpenEnum<Known>> {
  return z.union([z.enum(known), z.string()]);
}
