import * as z from "zod/mini";

/** The known values for completion in an editor, and any other string, since Sendo may add values at any time. */
export type OpenEnum<Known extends string> = Known | (string & Record<never, never>);

/** A schema that accepts every string, and whose type and JSON Schema still name the known values. */
export function openEnum<const Known extends string>(
  known: readonly Known[],
): z.ZodMiniType<OpenEnum<Known>, OpenEnum<Known>> {
  return z.union([z.enum(known), z.string()]);
}
