import * as z from "zod";
import { shownName } from "../errors/field-path.js";

const E164 = /^\+[1-9]\d{6,14}$/;
const E164_RULE = "must be a phone number in E.164 form, such as +12065550142";

/** A phone number in E.164 form: a plus sign and 7 to 15 digits, no separators. */
export const phoneSchema = z.string(E164_RULE).regex(E164, E164_RULE);

/** The id of another resource. */
export const idSchema = (what: string): z.ZodString =>
  z.string(`must be the id of a ${what}`).min(1, `must be the id of a ${what}`);

/** A text that must be there. */
export const textSchema = z.string("must be a text").min(1, "must not be empty");

/** An http(s) address. */
export const addressSchema = z.url({ protocol: /^https?$/, error: "must be an http(s) address" });

/** Fields that Sendo has and this version does not know. */
export const extraSchema = z
  .record(z.string(), z.unknown())
  .refine(isJson, "must be what JSON can hold: no bigint, no circle")
  .optional();

function isJson(value: unknown): boolean {
  try {
    JSON.stringify(value);
    return true;
  } catch {
    return false;
  }
}

/** `limit` and `skip` of a list. */
export const pageQueryShape = {
  limit: z.int("must be a whole number").min(1, "must be at least 1").optional(),
  skip: z.int("must be a whole number").min(0, "must be at least 0").optional(),
};

/** An object whose unknown fields are refused, with a word on where to put them. */
export function inputSchema<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? `unknown: ${issue.keys.slice(0, 10).map(shownName).join(", ")}; fields that Sendo has and we do not know go into \`extra\``
        : issue.code === "invalid_type"
          ? "must be an object"
          : undefined,
  });
}
