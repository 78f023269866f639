import { isE164 } from "../internal/e164.js";
import { badParameter } from "./api-error.js";

/** The fields of a JSON request body. Only own ones count, so that `__proto__` and its like are names like any other. */
export type Fields = Readonly<Record<string, unknown>>;

/** A field's value; `undefined` and null both mean that it was not given. */
export function field(fields: Fields, name: string): unknown {
  return Object.hasOwn(fields, name) ? (fields[name] ?? undefined) : undefined;
}

/** A text that must be there and hold something. */
export function requiredText(fields: Fields, name: string, maxLength?: number): string {
  const value = field(fields, name);
  if (value === undefined) throw badParameter(`"${name}" is required.`);
  return checkText(value, name, maxLength);
}

/** A text that may be left out. */
export function optionalText(fields: Fields, name: string, maxLength?: number): string | undefined {
  const value = field(fields, name);
  return value === undefined ? undefined : checkText(value, name, maxLength);
}

/** A list of texts that may be left out. */
export function optionalTexts(fields: Fields, name: string): readonly string[] | undefined {
  const value = field(fields, name);
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) throw badParameter(`"${name}" must be an array of strings.`);
  return value.map((item) => checkText(item, name));
}

/** A phone number in E.164. */
export function checkPhone(value: string, name: string): string {
  if (!isE164(value)) throw badParameter(`"${name}" must be a phone number in E.164 form, such as +12065550142.`);
  return value;
}

function checkText(value: unknown, name: string, maxLength?: number): string {
  if (typeof value !== "string" || value === "") throw badParameter(`"${name}" must be a string that is not empty.`);
  if (maxLength !== undefined && value.length > maxLength) {
    throw badParameter(`"${name}" may have at most ${maxLength} characters.`);
  }
  return value;
}

/** An http or https URL. */
export function checkUrl(value: string, name: string): string {
  if (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol)) {
    throw badParameter(`"${name}" must be an http or https URL.`);
  }
  return value;
}
