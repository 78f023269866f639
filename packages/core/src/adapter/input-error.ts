import { SendoValidationError } from "../errors/errors.js";

/**
 * Creates the error for invalid input to an adapter. The error has the same form as a validation error from
 * `messages.send`. Nothing was sent.
 *
 * @param path - The field. @param message - The rule for valid values. The message must not contain the value that was
 * passed.
 */
export function inputError(path: string, message: string): SendoValidationError {
  return new SendoValidationError([{ path, message }], "not-sent");
}
