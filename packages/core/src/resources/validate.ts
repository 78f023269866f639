import type * as z from "zod/mini";
import { answerPaths, inputPath } from "../errors/field-path.js";
import { SendoValidationError, type SendoValidationIssue } from "../errors/errors.js";
import { copyFields } from "../internal/copy-fields.js";
import { isObject, isPlainObject } from "../internal/is.js";
import { unsendableFields } from "./unsendable.js";
import type { SendoLogger } from "../observe/logger.js";

/** Additional fields that every write accepts. */
export interface ExtraFields {
  /**
   * Fields that Sendo accepts but this version of the library does not define. They cannot override the fields that this
   * version defines.
   */
  extra?: Readonly<Record<string, unknown>> | undefined;
}

/** A validated input. */
export interface CheckedWrite<Fields> {
  readonly fields: Fields;
  readonly extra: ExtraFields["extra"];
}

/**
 * Returns the JSON to send. Documented fields take precedence over additional fields.
 *
 * @param own - Fields that replace those of the input.
 */
export function jsonOf({ fields, extra }: CheckedWrite<object>, own?: object): string {
  return JSON.stringify(Object.assign({}, extra, fields, own));
}

/**
 * Validates an input.
 *
 * @throws A {@link SendoValidationError} that names every invalid field, but no values.
 */
export function checkInput<Schema extends z.ZodMiniType>(
  schema: Schema,
  input: unknown,
  kind: "read" | "write",
): z.output<Schema> {
  const result = schema.safeParse(isPlainObject(input) ? ownFields(input) : input);
  if (result.success) return result.data;
  throw new SendoValidationError(toIssues(result.error), kind === "write" ? "not-sent" : undefined);
}

/**
 * Validates a write's input: the documented fields against their schema, and `extra` separately.
 *
 * @throws A {@link SendoValidationError} that names every invalid field, but no values.
 */
export function checkWrite<Schema extends z.ZodMiniType<object>>(
  schema: Schema,
  input: unknown,
): CheckedWrite<z.output<Schema>> {
  if (!isObject(input)) throw new SendoValidationError([{ path: "", message: "must be an object" }], "not-sent");
  const documented: ExtraFields = ownFields(input);
  const { extra } = documented;
  delete documented.extra;
  const result = schema.safeParse(documented);
  const issues = result.success ? unsendableFields(result.data, []) : toIssues(result.error);
  if (extra !== undefined) issues.push(...(isJsonObject(extra) ? unsendableFields(extra, ["extra"]) : [EXTRA_ISSUE]));
  if (!result.success || issues.length > 0) throw new SendoValidationError(issues, "not-sent");
  return { fields: result.data, extra };
}

const EXTRA_ISSUE: SendoValidationIssue = {
  path: "extra",
  message: "must be a plain object that JSON can represent, without bigints or circular references",
};

// zod would also read inherited fields, and some libraries add fields to `Object.prototype`.
function ownFields(input: object): object {
  return Object.assign(Object.create(null) as object, input);
}

function toIssues(error: z.core.$ZodError): SendoValidationIssue[] {
  return error.issues.map((issue) => ({ path: inputPath(issue.path), message: issue.message }));
}

function isJsonObject(value: unknown): boolean {
  try {
    return isPlainObject(value) && typeof JSON.stringify(value) === "string";
  } catch {
    return false;
  }
}

/**
 * Checks a value that Sendo returned. If the value does not match the documentation, a warning is logged and the value is
 * returned unchanged. This way, a change to Sendo's API does not break your app.
 */
export function readTolerantly<Schema extends z.ZodMiniType>(
  schema: Schema,
  value: unknown,
  what: string,
  logger: SendoLogger,
): z.output<Schema> {
  // The schema is used only to check the value. The schema's output would be a copy with missing or inherited fields.
  const { error } = schema.safeParse(value);
  if (error !== undefined) {
    logger.warn(
      { fields: answerPaths(error.issues) },
      `Sendo's ${what} does not match the documentation. The client returns it unchanged.`,
    );
  }
  // The copy omits any field named `__proto__`.
  return (isObject(value) ? copyFields(value, {}) : value) as z.output<Schema>;
}
