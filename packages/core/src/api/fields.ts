import * as z from "zod/mini";
import { shownName } from "../errors/field-path.js";
import { E164 } from "../internal/is.js";
import { lazy } from "../internal/lazy.js";

const E164_RULE = "must be a phone number in E.164 format, such as +12065550142";

/** A phone number in E.164 format: a plus sign and 7 to 15 digits, no separators. */
export const phoneSchema = lazy(() => z.string(E164_RULE).check(z.regex(E164, E164_RULE)));

export const idSchema = (what: string): z.ZodMiniString<string> =>
  z.string(`must be the id of a ${what}`).check(z.minLength(1, `must be the id of a ${what}`));

/** A string that must not be empty. */
export const stringSchema = lazy(() => z.string("must be a string").check(z.minLength(1, "must not be empty")));

/**
 * A string that must not be empty. Sendo might accept values that are not in `known`, so the JSON Schema lists the known
 * values only as examples.
 */
export const openStringSchema = (known: readonly string[]): z.ZodMiniString<string> =>
  stringSchema().check(z.meta({ examples: [...known] }));

/** A whole number that is at least `min` and, if `max` is set, at most `max`. */
export const wholeNumberSchema = (min: number, max?: number): z.ZodMiniNumber<number> =>
  z
    .int("must be a whole number")
    .check(
      z.minimum(min, `must be at least ${min}`),
      ...(max === undefined ? [] : [z.maximum(max, `must be at most ${max}`)]),
    );

export const addressSchema = lazy(() => z.url({ protocol: /^https?$/, error: "must be an http:// or https:// URL" }));

/** An object schema that rejects unknown fields. Its message explains how to send fields that this version does not define. */
export function inputSchema<Shape extends z.core.$ZodShape>(shape: Shape): z.ZodMiniObject<Shape, z.core.$strict> {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? `unknown: ${issue.keys.slice(0, 10).map(shownName).join(", ")}; use \`extra\` for fields that Sendo accepts but this version does not define`
        : issue.code === "invalid_type"
          ? "must be an object"
          : undefined,
  });
}
