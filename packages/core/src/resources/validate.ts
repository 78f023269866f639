import type * as z from "zod";
import { SendoValidationError } from "../errors/errors.js";
import { answerPaths, inputPath } from "../errors/field-path.js";
import type { SendoLogger } from "../observe/logger.js";

/**
 * Checks what is about to be sent.
 *
 * @throws A {@link SendoValidationError} with every field that is wrong; values never appear in it.
 */
export function checkInput<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  kind: "read" | "write",
): z.output<Schema> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new SendoValidationError(
    result.error.issues.map((issue) => ({ path: inputPath(issue.path), message: issue.message })),
    kind === "write" ? "not-sent" : undefined,
  );
}

/**
 * Reads what Sendo has sent. What does not look as documented is a line in the log and is passed on as it came: a field that
 * Sendo changes must not stop an application.
 */
export function readTolerantly<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  what: string,
  logger: SendoLogger,
): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  logger.warn(
    { fields: answerPaths(result.error.issues) },
    `Sendo's ${what} is not as documented; it is passed on as it came.`,
  );
  return value as z.output<Schema>;
}
