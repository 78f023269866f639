import { isE164 } from "../internal/e164.js";
import { badParameter } from "./api-error.js";

/** Fields in a JSON request body. Only own properties are read, so `__proto__` is treated as an ordinary name. */
export type Fields = Readonly<Record<string, unknown>>;

/** Returns a field's value. `undefined` and `null` are both treated as omitted. */
export function field(fields: Fields, name: string): unknown {
  return Object.hasOwn(fields, name) ? (fields[name] ?? undefined) : undefined;
}

/** Reads a required string. */
export function requiredString(fields: Fields, name: string, maxLength?: number): string {
  const value = field(fields, name);
  if (value === undefined) throw badParameter(`"${name}" is required.`);
  return checkString(value, name, maxLength);
}

/** Reads an optional string. */
export function optionalString(fields: Fields, name: string, maxLength?: number): string | undefined {
  const value = field(fields, name);
  return value === undefined ? undefined : checkString(value, name, maxLength);
}

/** Reads an optional list of strings. */
export function optionalStrings(fields: Fields, name: string): readonly string[] | undefined {
  const value = field(fields, name);
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) throw badParameter(`"${name}" must be an array of strings.`);
  return value.map((item) => checkString(item, name));
}

/** Checks an E.164 phone number. */
export function checkPhone(value: string, name: string): string {
  if (!isE164(value)) throw badParameter(`"${name}" must be a phone number in E.164 format, such as +12065550142.`);
  return value;
}

function checkString(value: unknown, name: string, maxLength?: number): string {
  if (typeof value !== "string" || value === "") throw badParameter(`"${name}" must be a non-empty string.`);
  if (maxLength !== undefined && value.length > maxLength) {
    throw badParameter(`"${name}" must be at most ${maxLength} characters long.`);
  }
  return value;
}

/** Checks an http or https URL. */
export function checkUrl(value: string, name: string): string {
  if (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol)) {
    throw badParameter(`"${name}" must be an http or https URL.`);
  }
  return value;
}
