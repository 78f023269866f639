import type * as z from "zod/mini";
import { answerPaths, inputPath } from "../errors/field-path.js";
import { SendoValidationError, type SendoValidationIssue } from "../errors/errors.js";
import { copyFields } from "../internal/copy-fields.js";
import { isObject, isPlainObject } from "../internal/is.js";
import { unsendableFields } from "./unsendable.js";
import type { SendoLogger } from "../observe/logger.js";

/** What every input of a write has besides the documented fields. */
export interface ExtraFields {
  /** Fields that Sendo has and this version does not know. They cannot replace the fields above. */
  extra?: Readonly<Record<string, unknown>> | undefined;
}

/** An input that may be sent. */
export interface CheckedWrite<Fields> {
  /** The documented fields, as checked. */
  readonly fields: Fields;
  /** The caller's own fields. */
  readonly extra: ExtraFields["extra"];
}

/** What to send: both, the documented fields on top. */
export function jsonOf({ fields, extra }: CheckedWrite<object>): string {
  return JSON.stringify(Object.assign({}, extra, fields));
}

/**
 * Checks what is about to be sent.
 *
 * @throws A {@link SendoValidationError} with every field that is wrong; values never appear in it.
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
 * Checks the input of a write: the documented fields by their schema, which knows nothing of `extra`, and `extra` itself.
 *
 * @throws A {@link SendoValidationError} with every field that is wrong; values never appear in it.
 */
export function checkWrite<Schema extends z.ZodMiniType<object>>(
  schema: Schema,
  input: unknown,
): CheckedWrite<z.output<Schema>> {
  if (!isObject(input)) throw new SendoValidationError([{ path: "", message: "must be an object" }], "not-sent");
  const { extra, ...documented } = input as ExtraFields;
  const result = schema.safeParse(ownFields(documented));
  const issues = [
    ...(result.success ? unsendableFields(result.data, []) : toIssues(result.error)),
    ...(extra === undefined ? [] : isJsonObject(extra) ? unsendableFields(extra, ["extra"]) : [EXTRA_ISSUE]),
  ];
  if (!result.success || issues.length > 0) throw new SendoValidationError(issues, "not-sent");
  return { fields: result.data, extra };
}

const EXTRA_ISSUE: SendoValidationIssue = {
  path: "extra",
  message: "must be a plain object that JSON can represent: no bigint, no circular reference",
};

// Without a prototype, since zod also reads the inherited fields that some programs add to `Object.prototype`.
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
 * Reads what Sendo has sent. A mismatch with the documents is a warning, and the value is passed on as it came: a field that
 * Sendo changes must not stop an application.
 */
export function readTolerantly<Schema extends z.ZodMiniType>(
  schema: Schema,
  value: unknown,
  what: string,
  logger: SendoLogger,
): z.output<Schema> {
  // The schema is only asked whether the value matches. Its own output would be a copy with fewer or inherited fields.
  const { error } = schema.safeParse(value);
  if (error !== undefined) {
    logger.warn(
      { fields: answerPaths(error.issues) },
      `Sendo's ${what} is not as documented; it is passed on as it came.`,
    );
  }
  // A copy, so that an own field named `__proto__` is left out.
  return (isObject(value) ? copyFields(value, {}) : value) as z.output<Schema>;
}
